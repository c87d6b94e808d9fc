import type { Approval } from '../api/operations.ts'
import { Foreign, ForeignBlock } from '../parts/foreign.tsx'
import { Id } from '../parts/id.tsx'

type Publication = NonNullable<Approval['publication']>

const words: Readonly<Record<string, string>> = {
  permits: 'newly permits',
  asks_less: 'asks less for',
  asks: 'newly asks for',
  asks_more: 'asks more for',
  denies: 'newly denies',
}
const tones: Readonly<Record<string, string>> = {
  permits: 'why-deny',
  asks_less: 'why-deny',
  asks: 'why-require_approval',
  asks_more: 'why-permit',
  denies: 'why-permit',
}

/** A change of policy, read like a pull request: what decides otherwise, which rules, and what an analysis found. */
export function PublicationReview({ publication, hash }: { publication: Publication; hash: string }) {
  const { before, reason, review } = publication
  const { change, analysis } = review
  const groups = Object.entries(words).flatMap(([kind, said]) => {
    const actions = change.changes.filter((each) => each.kind === kind)
    return actions.length === 0 ? [] : [{ kind, said, actions }]
  })
  return (
    <>
      <section className="part">
        <h3>What decides otherwise</h3>
        {change.told && groups.length === 0 ? (
          <p>No decision changes.</p>
        ) : (
          <ul className="changes">
            {groups.map(({ kind, said, actions }) => (
              <li key={kind}>
                <strong className={tones[kind]}>{said}</strong>{' '}
                {actions.map(({ action, answer }) => (
                  <code key={action}>
                    {action}
                    {answer === 'unknown' && ' (perhaps)'}
                  </code>
                ))}
              </li>
            ))}
          </ul>
        )}
        {!change.told && <p>The comparison did not come to an end; what is here is not all.</p>}
      </section>
      <section className="part">
        <h3>Rules</h3>
        <dl className="facts">
          {(['added', 'removed', 'changed'] as const).map((kind) => (
            <div key={kind}>
              <dt>{kind}</dt>
              <dd>{change.rules[kind].join(', ') || 'none'}</dd>
            </div>
          ))}
          <div>
            <dt>from</dt>
            <dd>{before === null ? 'none of the tenant’s own' : <Id id={before} what="digest" />}</dd>
          </div>
          <div>
            <dt>to</dt>
            <dd>
              <Id id={hash} what="digest" />
            </dd>
          </div>
          <div>
            <dt>why</dt>
            <dd>
              <Foreign text={reason} />
            </dd>
          </div>
        </dl>
      </section>
      {analysis && (
        <section className="part">
          <h3>Analysis</h3>
          <dl className="facts">
            <div>
              <dt>findings</dt>
              <dd>{analysis.clean ? 'none' : 'see below'}</dd>
            </div>
            {(['unapproved', 'idle', 'selfApproval', 'weakerNext', 'unknown'] as const)
              .filter((kind) => analysis[kind].length > 0)
              .map((kind) => (
                <div key={kind}>
                  <dt>{findings[kind]}</dt>
                  <dd>{analysis[kind].join(', ')}</dd>
                </div>
              ))}
          </dl>
        </section>
      )}
      <details>
        <summary>Inputs that are decided otherwise</summary>
        <ForeignBlock text={change.review} from="Found by the comparison; each can be tried at Policy" />
      </details>
    </>
  )
}

const findings = {
  unapproved: 'nobody asked',
  idle: 'without effect',
  selfApproval: 'own approval',
  weakerNext: 'weaker next approvers',
  unknown: 'not proven',
} as const
