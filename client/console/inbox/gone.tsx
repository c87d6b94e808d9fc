import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Icon } from '../parts/icons.tsx'
import { endOf } from './end-of.ts'

const shownMax = 5

/** What was in the list while this page was open and is there no more, unless the reader decided it: never without a word. */
export function Gone({ items }: { items: readonly Approval[] | undefined }) {
  const me = useMe()
  const [seen, setSeen] = useState<readonly string[]>([])
  const [left, setLeft] = useState<readonly string[]>([])
  const now = items?.map((each) => each.id)
  if (now !== undefined && now.join() !== seen.join()) {
    const gone = seen.filter((id) => !now.includes(id))
    setSeen(now)
    if (gone.length > 0) setLeft([...left, ...gone].slice(-shownMax))
  }
  const found = useQueries({ queries: left.map((id) => queries.approval(id)) })
  const ends = found.flatMap(({ data }) => {
    const end = data ? endOf(data) : null
    const own = data?.decisions.some((each) => each.person === me.person) === true
    return data && end && !(own && data.ended === null) ? [{ approval: data, end }] : []
  })
  if (ends.length === 0) return null
  return (
    <div className="gone" role="status" aria-label="No longer waiting">
      <ul>
        {ends.map(({ approval, end }) => (
          <li key={approval.id}>
            <Link to={`/approvals/${approval.id}`}>{actionTitle(approval.action)}</Link>{' '}
            <span className="quiet">
              {end.what} {end.why}
              {end.who !== null && (
                <>
                  , by <Foreign text={end.who} />
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      <button type="button" className="icon-button" onClick={() => setLeft([])} aria-label="Seen">
        <Icon name="cross" />
      </button>
    </div>
  )
}
