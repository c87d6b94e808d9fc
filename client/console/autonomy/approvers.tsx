import { useQuery } from '@tanstack/react-query'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { span } from '#contract/span.ts'

/** How soon people decide, and how often with yes: one's own, and everybody's for admins and auditors. */
export function Approvers({ days }: { days: number }) {
  const me = useMe()
  const opens = may(me, 'GET /api/approvers')
  const approvers = useQuery({ ...queries.approvers({ days }), enabled: opens })
  if (!opens) return null
  const items = approvers.data?.items ?? []
  return (
    <section className="part" aria-labelledby="approvers">
      <h2 id="approvers">Who decides</h2>
      {approvers.isPending ? (
        <Lines rows={2} />
      ) : approvers.error ? (
        <Trouble error={approvers.error} retry={() => void approvers.refetch()} />
      ) : items.length === 0 ? (
        <p className="quiet">Nobody’s yes or no counted in this time.</p>
      ) : (
        <div className="wide-table" tabIndex={0} role="region" aria-label="Who decides">
          <table className="autonomy">
            <thead>
              <tr>
                <th scope="col">person</th>
                <th scope="col">yes</th>
                <th scope="col">no</th>
                <th scope="col">approved</th>
                <th scope="col" title="In somebody else’s name, as their deputy">
                  for others
                </th>
                <th scope="col" title="From when it was asked; half of the answers came sooner">
                  decided after
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((each) => (
                <tr key={each.person}>
                  <th scope="row" dir="auto">
                    {each.name ?? each.person}
                    {each.you && <span className="quiet"> · you</span>}
                  </th>
                  <td>{each.yes}</td>
                  <td className={each.no === 0 ? 'zero' : undefined}>{each.no}</td>
                  <td>{each.approvedPercent} %</td>
                  <td className={each.forOthers === 0 ? 'zero' : undefined}>{each.forOthers}</td>
                  <td>{span(each.medianMs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
