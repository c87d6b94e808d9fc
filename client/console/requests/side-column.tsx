import type { ReactNode } from 'react'
import type { RequestStory } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Icon } from '../parts/icons.tsx'
import { Id } from '../parts/id.tsx'
import { Risk } from '../parts/risk.tsx'
import { At } from '../parts/when.tsx'
import { TellActions } from './tell-actions.tsx'

/** What holds throughout, and what a person can do about it. */
export function SideColumn({ story }: { story: RequestStory }) {
  const me = useMe()
  const { budget } = story
  const [first, last] = [story.events[0]?.seq, story.events.at(-1)?.seq]
  return (
    <aside className="side" aria-label="About this request">
      <dl>
        <Fact name="requester">
          {story.mine ? (
            'you'
          ) : story.requesterName === null ? (
            'no longer known'
          ) : (
            <Foreign text={story.requesterName} />
          )}
          <span className="quiet"> · {story.assurance}</span>
        </Fact>
        <Fact name="channel">
          {story.channel} <Id id={story.source} what="source" />
        </Fact>
        <Fact name="risk">
          <Risk risk={story.risk} />
        </Fact>
        <Fact name="opened">
          <At at={story.openedAt} />
        </Fact>
        {story.closedAt !== null && (
          <Fact name="closed">
            <At at={story.closedAt} />
          </Fact>
        )}
        <Fact name="spent">
          {budget.turns.used} of {budget.turns.of} turns · {budget.tokens.used.toLocaleString()} of{' '}
          {budget.tokens.of.toLocaleString()} tokens
          {(budget.usd.used > 0 || budget.usd.of !== null) && (
            <>
              {' '}
              · ${budget.usd.used.toFixed(2)}
              {budget.usd.of !== null && <> of ${budget.usd.of.toFixed(2)}</>}
            </>
          )}
        </Fact>
        <Fact name="denials">
          {budget.denials.used} of {budget.denials.of}
        </Fact>
        {first !== undefined && last !== undefined && (
          <Fact name="in the log">
            {first} to {last}
          </Fact>
        )}
        <Fact name="workflow">
          <Id id={story.workflowId} what="workflow id" />
          {may(me, 'GET /temporal/*') && (
            <a className="out" href={story.temporalPath} target="_blank" rel="noopener">
              Temporal Web <Icon name="out" />
            </a>
          )}
        </Fact>
      </dl>
      {story.closedAt === null && <TellActions story={story} />}
    </aside>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
