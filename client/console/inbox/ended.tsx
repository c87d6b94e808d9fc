import { Link } from 'react-router'
import type { Approval } from '../api/operations.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Ago } from '../parts/when.tsx'
import { endOf } from './end-of.ts'

/** In the place of what waited: that it does so no more, why, by whose word, and what is asked instead. */
export function Ended({ approval }: { approval: Approval }) {
  const end = endOf(approval)
  if (end === null) return null
  const { ended, closedAt } = approval
  return (
    <div className="changed" role="status">
      <p>
        <strong>{end.what}</strong> {end.why}
        {end.who !== null && (
          <>
            , by <Foreign text={end.who} />
          </>
        )}
        {closedAt !== null && (
          <>
            {' · '}
            <Ago at={closedAt} />
          </>
        )}
        .{' '}
        {ended !== null && ended.instead !== null && (
          <Link to={`/approvals/${ended.instead}`}>What is asked instead</Link>
        )}
      </p>
    </div>
  )
}
