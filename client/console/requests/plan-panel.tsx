import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { call } from '../api/call.ts'
import type { RequestStory } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { At } from '../parts/when.tsx'

/** What the engineer supposes and on what it rests; its words are marked as its own. */
export function PlanPanel({ story }: { story: RequestStory }) {
  const { plan } = story
  if (plan === null) return null
  return (
    <section className="panel" aria-label="Hypothesis and evidence">
      <h2>Supposed, in the model’s words</h2>
      <p>
        <Foreign text={plan.hypothesis} />
      </p>
      {plan.evidence.length > 0 && (
        <>
          <h3>Evidence</h3>
          <ul>
            {plan.evidence.map((each) => (
              <li key={`${each.ref} ${each.shows}`}>
                <Foreign text={each.shows} />
                <span className="quiet">
                  {' · '}
                  {each.action === null ? `result ${each.ref}` : actionTitle(each.action)}
                  {each.step !== null && (
                    <>
                      , <a href={`#step-${each.step}`}>step {each.step}</a>
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {plan.runbooks !== undefined && (
        <p>
          By{' '}
          {plan.runbooks.map(({ id, title }, at) => (
            <span key={id}>
              {at > 0 && ', '}
              <Link to={`/policy#runbook-${id}`}>{title}</Link>
            </span>
          ))}
        </p>
      )}
      {plan.unfounded > 0 && (
        <p className="quiet">
          {plan.unfounded} further {plan.unfounded === 1 ? 'statement names' : 'statements name'} nothing that
          it was shown
        </p>
      )}
      <NextSteps title="Next" steps={plan.next} />
    </section>
  )
}

/** What a colleague needs to go on. */
export function HandOverPanel({ story }: { story: RequestStory }) {
  const { handOver } = story
  if (handOver === null) return null
  return (
    <section className="panel" aria-label="Hand-over">
      <h2>Handed over{handOver.to !== null && <> to {handOver.to}</>}</h2>
      <p className="quiet">
        {handOver.category.replaceAll('_', ' ')} · {handOver.code.replaceAll('_', ' ')} ·{' '}
        <At at={handOver.at} />
      </p>
      {handOver.reason !== '' && (
        <p>
          <Foreign text={handOver.reason} />
        </p>
      )}
      <Steps title="Done" steps={handOver.done} />
      <Steps title="Not done" steps={handOver.notDone} />
      <NextSteps title="What it would do next" steps={handOver.next} />
      <WayForward story={story} steps={handOver.next} />
    </section>
  )
}

/** Lets it go on as it proposes: an instruction of this person, no right to anything. */
function WayForward({ story, steps }: { story: RequestStory; steps: readonly string[] }) {
  const me = useMe()
  const client = useQueryClient()
  const text = `Go on as you propose:\n${steps.map((step, at) => `${at + 1}. ${step}`).join('\n')}`
  const send = useMutation({
    mutationFn: () => call('POST /api/requests/{id}/instruct', { path: { id: story.id }, body: { text } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['requests'] }),
  })
  const goesOn = may(me, 'POST /api/requests/{id}/instruct') && story.status === 'escalated'
  if (!goesOn || steps.length === 0) return null
  return (
    <div className="decide-buttons">
      <Button size="xs" variant="default" loading={send.isPending} onClick={() => send.mutate()}>
        Let it go on so
      </Button>
      {send.error && <Trouble error={send.error} />}
    </div>
  )
}

function Steps({ title, steps }: { title: string; steps: NonNullable<RequestStory['handOver']>['done'] }) {
  if (steps.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ul>
        {steps.map(({ step, action, code }) => (
          <li key={step}>
            {actionTitle(action)}{' '}
            <span className="quiet">
              · step {step} · {code.replaceAll('_', ' ')}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** In order, in the model's own words. */
function NextSteps({ title, steps }: { title: string; steps: readonly string[] }) {
  if (steps.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <ol>
        {steps.map((step) => (
          <li key={step}>
            <Foreign text={step} />
          </li>
        ))}
      </ol>
    </>
  )
}
