import { Link } from 'react-router'
import type { Operations, StandingPreview } from '../api/operations.ts'
import { Icon } from '../parts/icons.tsx'
import { shorten } from '../parts/id.tsx'
import { Ago } from '../parts/when.tsx'
import { ReachOf } from './reach-of.tsx'

const marks = { covered: 'check', not: 'cross', unknown: 'question' } as const
const words = { covered: 'covered', not: 'not covered', unknown: 'cannot be told' } as const

/** What the terms say, what they would have made of the record, and how far they reach. */
interface Props {
  preview: StandingPreview
  /** What it is the preview of. */
  ask: Operations['POST /api/standing-approvals/reach']['body']
  fresh: boolean
}

export function PreviewPanel({ preview, ask, fresh }: Props) {
  const { says, thisOne, before, reach, needed, stepUp } = preview
  return (
    <div className={fresh ? 'stack' : 'stack dimmed'}>
      <section>
        <h3>It would run without asking</h3>
        <ul className="says">
          {says.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        {thisOne.verdict !== 'covered' && (
          <p className="always-warn">
            This one: {words[thisOne.verdict]}
            {thisOne.why.length > 0 && `, ${thisOne.why.join(', ')}`}.
          </p>
        )}
      </section>
      <section>
        <h3>What it would have covered</h3>
        {before.looked === 0 ? (
          <p className="quiet">Nobody was asked about this action before.</p>
        ) : (
          <>
            <p>
              <strong>
                {before.covered} of {before.looked}
              </strong>{' '}
              that people were asked about{before.more && ', the newest'}, on {before.coveredTargets}{' '}
              different {before.coveredTargets === 1 ? 'account' : 'accounts'}.
            </p>
            {before.coveredRejected > 0 && (
              <p className="always-warn">
                People said no to {before.coveredRejected} of those: it would have run.
              </p>
            )}
            <ul className="counted">
              {before.not.map(({ why, count }) => (
                <li key={why}>
                  <strong>{count}</strong> not covered: {why}
                </li>
              ))}
              {before.unknown.map(({ facts, count }) => (
                <li key={facts.join()}>
                  <strong>{count}</strong> cannot be told: not on record is {facts.join(', ')}
                </li>
              ))}
            </ul>
            <details>
              <summary>One by one, the newest first</summary>
              <ul className="before">
                {before.examples.map((each) => (
                  <li key={`${each.request}/${each.step}`}>
                    <span className={`verdict verdict-${each.verdict}`} title={each.why.join(', ')}>
                      <Icon name={marks[each.verdict]} />
                      {words[each.verdict]}
                    </span>
                    <Link to={`/requests/${each.request}`} target="_blank">
                      {each.target === null ? 'no target' : shorten(each.target)}
                    </Link>
                    <span className="quiet">{each.approval}</span>
                    <Ago at={each.at} />
                  </li>
                ))}
              </ul>
            </details>
          </>
        )}
      </section>
      <section>
        <h3>How far it reaches</h3>
        <p>
          At most <strong>{reach.targetsMax}</strong> {reach.targetsMax === 1 ? 'account' : 'accounts'}:{' '}
          {reach.because}.
        </p>
        <ReachOf ask={ask} />
      </section>
      {(needed > 1 || stepUp) && (
        <p className="quiet">
          {needed > 1 && `It counts once ${needed} people have signed it. `}
          {stepUp && 'Policy asks for a fresh sign-in for exactly these terms; that comes next.'}
        </p>
      )}
    </div>
  )
}
