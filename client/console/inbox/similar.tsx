import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { Ago } from '../parts/when.tsx'

/** How the same action was decided before. */
export function Similar({ approval }: { approval: Approval }) {
  const [open, setOpen] = useState(false)
  const similar = useQuery({
    ...queries.approvals({ state: 'all', action: approval.action, limit: 20 }),
    enabled: open,
  })
  const before = (similar.data?.items ?? [])
    .filter((each) => each.id !== approval.id && each.state !== 'pending')
    .toSorted((a, b) => (b.closedAt ?? '').localeCompare(a.closedAt ?? ''))
    .slice(0, 8)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Decided before</summary>
      {similar.isSuccess && before.length === 0 ? (
        <p className="quiet">This action has not been decided here before.</p>
      ) : (
        <ul className="similar">
          {before.map((each) => (
            <li key={each.id}>
              <Link to={`/requests/${each.request}`}>{each.state}</Link>
              <span>
                {each.decisions.map((one) => one.name ?? one.email ?? 'somebody').join(', ') ||
                  'nobody answered'}
              </span>
              {each.closedAt && <Ago at={each.closedAt} />}
            </li>
          ))}
        </ul>
      )}
    </details>
  )
}
