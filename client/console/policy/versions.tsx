import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { queries } from '../api/queries.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Id } from '../parts/id.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago } from '../parts/when.tsx'

/** Who published what, when and why: what people asked for first, then the operator's bundles. */
export function Versions() {
  const history = useQuery(queries.policyHistory())
  return (
    <section className="part versions" aria-label="Versions">
      <h2>Versions</h2>
      {history.isPending ? (
        <Lines rows={2} />
      ) : history.error ? (
        <Trouble error={history.error} retry={() => void history.refetch()} />
      ) : (
        <ul className="rows">
          {history.data.publications.map((each) => (
            <li key={each.publication} className="row">
              <div>
                <span className="first">
                  <Id id={each.digest} what="digest" />{' '}
                  {each.inForce && <span className="tag">in force</span>}
                </span>
                <span className="second">
                  {each.owner === 'operator' && 'operator’s, '}
                  {each.kind === 'rollback' ? 'back to an earlier one' : 'published'},{' '}
                  {each.state.replaceAll('_', ' ')}
                  {each.loosens && ' · loosens policy'}
                </span>
              </div>
              <div>
                <span className="first">
                  <Foreign text={each.reason} />
                </span>
                <span className="second">{each.authorName ?? each.author}</span>
              </div>
              <div>
                <span className="second">
                  <Ago at={each.settledAt ?? each.proposedAt} />
                </span>
                {each.approval !== null && <Link to={`/approvals/${each.approval}`}>Its review</Link>}
              </div>
            </li>
          ))}
          {history.data.operator.map((each) => (
            <li key={`${each.digest} ${each.at}`} className="row">
              <div>
                <span className="first">
                  <Id id={each.digest} what="digest" />{' '}
                  {each.inForce && <span className="tag">in force</span>}
                </span>
                <span className="second">operator’s</span>
              </div>
              <div>
                <span className="first">
                  <Foreign text={each.reason} />
                </span>
                <span className="second">{each.by}</span>
              </div>
              <div>
                <span className="second">
                  <Ago at={each.at} />
                </span>
              </div>
            </li>
          ))}
        </ul>
      )}
      <p className="quiet">
        A change is published with <code>dex policy publish DIR</code>; a second person reviews it in the
        inbox.
      </p>
    </section>
  )
}
