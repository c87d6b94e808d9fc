import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import { call } from '../api/call.ts'
import type { StandingApproval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { useTell } from '../frame/tell.tsx'
import { actionTitle, platformName } from '../parts/action-title.ts'
import { Empty } from '../parts/empty.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { useTitle } from '../parts/heading.tsx'
import { Id } from '../parts/id.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago, Left } from '../parts/when.tsx'
import { Renewal } from './renewal.tsx'
import { doubtWords, endWords, stateWords } from './words.ts'

/** What runs without asking, on whose word, how often it did, and the way to take it back. */
export default function StandingPage() {
  const standing = useQuery(queries.standing())
  useTitle('Standing approvals')
  const items = standing.data?.items ?? []
  const inForce = items.filter((each) => each.state === 'active' || each.state === 'waiting')
  const over = items.filter((each) => !inForce.includes(each))
  return (
    <main className="page">
      <header className="page-head">
        <h1>Standing approvals</h1>
        <p className="quiet">
          What runs without asking each time. Each use is checked anew: the terms, the rights of who signed
          them, policy, and the cap. <Link to="/autonomy">What is ripe for one</Link>
        </p>
      </header>
      {standing.isPending ? (
        <Lines rows={4} />
      ) : standing.error ? (
        <Trouble error={standing.error} retry={() => void standing.refetch()} />
      ) : items.length === 0 ? (
        <Empty title="Nothing is approved for always">
          At an approval whose rule offers it, “Approve always” says yes to all like it: on whom, for whom,
          how often and until when. It stands here then, with each use.
        </Empty>
      ) : (
        <>
          {inForce.length === 0 ? (
            <p className="quiet">Nothing is in force: people are asked each time.</p>
          ) : (
            <ul className="standing">
              {inForce.map((each) => (
                <Standing key={each.id} standing={each} />
              ))}
            </ul>
          )}
          {over.length > 0 && (
            <section className="part standing-over">
              <h2>Over</h2>
              <ul className="standing">
                {over.map((each) => (
                  <Standing key={each.id} standing={each} />
                ))}
              </ul>
            </section>
          )}
        </>
      )}
    </main>
  )
}

function Standing({ standing }: { standing: StandingApproval }) {
  const { action, state, terms, says, grantor, signatures, needed, used, usedToday } = standing
  const over = state !== 'active' && state !== 'waiting'
  const [anew, setAnew] = useState(false)
  const platform = platformName(action.split('.')[0] ?? '')
  return (
    <li className={over ? 'standing-one over' : 'standing-one'}>
      <div className="standing-what">
        <h3>
          {actionTitle(action)} <span className="platform">{platform}</span>{' '}
          <span className={`tag tag-${state}`}>{stateWords[state]}</span>
        </h3>
        <ul className="says">
          {says.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
        {standing.reason !== null && (
          <p className="quiet">
            “<Foreign text={standing.reason} />”
          </p>
        )}
        {over && <p className="standing-end">{endOf(standing)}</p>}
        {standing.doubts.map((doubt) => (
          <p key={doubt} className="always-warn">
            {doubtWords[doubt]}
          </p>
        ))}
      </div>
      <dl className="facts standing-facts">
        <div>
          <dt>used</dt>
          <dd>
            <Meter used={used} of={terms.cap.total} /> {used} of {terms.cap.total}
            <span className="second">
              {usedToday} of {terms.cap.perDay} in the last 24 hours
            </span>
          </dd>
        </div>
        <div>
          <dt>runs as</dt>
          <dd>{grantor.you ? 'you' : (grantor.name ?? grantor.person)}</dd>
        </div>
        <div>
          <dt>signed by</dt>
          <dd>
            {signatures.map((each) => (each.you ? 'you' : (each.name ?? each.person))).join(', ') ||
              'nobody yet'}
            {needed > 1 && ` · ${signatures.length} of ${needed}`}
          </dd>
        </div>
        <div>
          <dt>ends</dt>
          <dd>{over ? <Ago at={standing.closedAt ?? standing.until} /> : <Left until={standing.until} />}</dd>
        </div>
        <div>
          <dt>id</dt>
          <dd>
            <Id id={standing.id} what="standing approval id" />
          </dd>
        </div>
      </dl>
      <div className="standing-foot">
        <Uses standing={standing} />
        <Actions standing={standing} anew={anew} look={() => setAnew(true)} />
      </div>
      {anew && <Renewal standing={standing} close={() => setAnew(false)} />}
    </li>
  )
}

/** How much of the cap is gone, as a bar; the number stands beside it. */
function Meter({ used, of }: { used: number; of: number }) {
  return (
    <svg className="meter" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden>
      <rect width="100" height="6" className="meter-all" />
      <rect width={Math.min(100, (used / of) * 100)} height="6" className="meter-used" />
    </svg>
  )
}

function Uses({ standing: { uses, used } }: { standing: StandingApproval }) {
  if (used === 0) return <span className="quiet">Not used yet</span>
  return (
    <details className="uses">
      <summary>{used === 1 ? 'Its one use' : `Its ${used} uses`}</summary>
      <ul>
        {uses.map(({ request, step, at }) => (
          <li key={`${request}/${step}`}>
            <Link to={`/requests/${request}`}>step {step} of its request</Link> <Ago at={at} />
          </li>
        ))}
      </ul>
      {used > uses.length && <p className="quiet">The newest {uses.length} of them.</p>}
    </details>
  )
}

interface ActionsProps {
  standing: StandingApproval
  /** Whether it is looked at anew already. */
  anew: boolean
  look: () => void
}

function Actions({ standing, anew, look }: ActionsProps) {
  const [sure, setSure] = useState(false)
  const client = useQueryClient()
  const tell = useTell()
  const mayRevoke = may(useMe(), 'DELETE /api/standing-approvals/{id}') && standing.mayRevoke
  const revoke = useMutation({
    mutationFn: () => call('DELETE /api/standing-approvals/{id}', { path: { id: standing.id } }),
    onSuccess: () => tell('Revoked: the next one is asked again'),
    onSettled: () => {
      for (const name of ['standing', 'autonomy', 'approvals', 'counts'])
        void client.invalidateQueries({ queryKey: [name] })
    },
  })
  return (
    <div className="decide-buttons">
      {standing.state === 'waiting' && <Link to={`/approvals/${standing.id}`}>Look at it and sign</Link>}
      {standing.mayRenew && !anew && (
        <Button size="xs" variant="default" onClick={look}>
          Look at it anew
        </Button>
      )}
      {standing.again !== null && standing.renewedBy === null && (
        <Link to={`/approvals/${standing.again}`} state={{ choice: 'always', before: standing.terms }}>
          Approve always again
        </Link>
      )}
      {revoke.error && <Trouble error={revoke.error} />}
      {!mayRevoke ? null : sure ? (
        <>
          <Button size="xs" color="red" loading={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke now
          </Button>
          <Button size="xs" variant="subtle" color="gray" onClick={() => setSure(false)}>
            Keep it
          </Button>
        </>
      ) : (
        <Button size="xs" variant="default" onClick={() => setSure(true)}>
          Revoke
        </Button>
      )}
    </div>
  )
}

function endOf({ code, closedBy, state, again, renewedBy, mayRenew }: StandingApproval): string {
  const why = endWords[code ?? state] ?? code ?? ''
  const by = closedBy === null ? '' : ` by ${closedBy}`
  const next =
    renewedBy !== null
      ? ' Its grantor confirmed it anew.'
      : mayRenew
        ? ' You can confirm it anew, with what is left of it.'
        : again === null && state === 'lapsed'
          ? ' The next one is asked again, and can be approved always there.'
          : ''
  return `${why}${by}.${next}`
}
