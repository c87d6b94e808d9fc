import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Id } from '../parts/id.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago } from '../parts/when.tsx'
import { Compare } from './compare.tsx'
import { RollBack } from './roll-back.tsx'

/** Who published what, when and why: what people asked for first, then the operator's bundles. */
export function Versions() {
  const history = useQuery(queries.policyHistory())
  const me = useMe()
  // The operator's bundle is every tenant's.
  const publishes = (owner: string): boolean =>
    may(me, 'POST /api/policy/publish') && (owner === 'tenant' || me.roles.includes('operator'))
  const inForce = (digest: string): boolean =>
    [history.data?.inForce.operator, history.data?.inForce.tenant].includes(digest)
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
                {each.state === 'published' && !inForce(each.digest) && publishes(each.owner) && (
                  <RollBack digest={each.digest} owner={each.owner === 'operator' ? 'operator' : 'tenant'} />
                )}
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
                {!each.inForce && publishes('operator') && <RollBack digest={each.digest} owner="operator" />}
              </div>
            </li>
          ))}
        </ul>
      )}
      {history.isSuccess && (
        <>
          <h3>Compare two</h3>
          <Compare history={history.data} />
        </>
      )}
      <p className="quiet">
        A change is published with <code>dex policy publish DIR</code>; a second person reviews it in the
        inbox, as they do going back.
      </p>
    </section>
  )
}
