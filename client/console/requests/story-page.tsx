import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { Operations, RequestStory } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { decisionOf } from '../parts/decision.ts'
import { Foreign, ForeignBlock } from '../parts/foreign.tsx'
import { Gates } from '../parts/gates.tsx'
import { useTitle } from '../parts/heading.tsx'
import { Id } from '../parts/id.tsx'
import { Page } from '../parts/skeleton.tsx'
import { Status } from '../parts/status.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Countdown } from '../parts/countdown.tsx'
import { At, Left } from '../parts/when.tsx'
import { ListPanels } from '../lists/list-panel.tsx'
import { HandOverPanel, PlanPanel } from './plan-panel.tsx'
import { SideColumn } from './side-column.tsx'
import { type Entry, storyOf } from './story.ts'
import { TakeBack } from './take-back.tsx'
import { Talk } from './talk.tsx'

/** One request from the first word to the destruction of its content, as it goes on. */
export default function StoryPage() {
  const { id = '' } = useParams()
  const request = useQuery(queries.request(id))
  const name = request.data?.title ?? request.data?.actions.map(actionTitle).join(', ') ?? ''
  useTitle(name === '' ? 'Request' : name)
  const me = useMe()
  const explained = useQuery({ ...queries.explain(id), enabled: may(me, 'GET /api/policy/explain') })
  const because = wordsOf(explained.data?.items ?? [])
  if (request.isPending) {
    return (
      <main className="page">
        <Page />
      </main>
    )
  }
  if (request.error) {
    return (
      <main className="page">
        <Trouble error={request.error} retry={() => void request.refetch()} />
      </main>
    )
  }
  const story = request.data
  return (
    <main className="page story">
      <header className="page-head">
        <p className="crumb">
          <Link to="/requests">Requests</Link> <span aria-hidden>/</span>{' '}
          <Id id={story.id} what="request id" />
        </p>
        <h1>{name === '' ? 'A request' : <Foreign text={name} />}</h1>
        <Status status={story.status} />
      </header>
      <div className="story-columns">
        <div className="story-now">
          <HandOverPanel story={story} />
          <ListPanels story={story} />
          <Talk story={story} />
          <PlanPanel story={story} />
        </div>
        <section className="timeline" aria-label="What happened">
          {story.undoes && (
            <p className="quiet">
              Takes back{' '}
              <Link to={`/requests/${story.undoes.request}`}>
                step {story.undoes.step} of another request
              </Link>
            </p>
          )}
          {story.ask && <ForeignBlock text={story.ask.text} from="What the requester wrote" />}
          {typeof story.ask?.quoted === 'string' && (
            <details className="earlier">
              <summary>Earlier mails that stood below it; the engineer is not shown them</summary>
              <ForeignBlock text={story.ask.quoted} from="Quoted in the ticket" />
            </details>
          )}
          <ol>
            {storyOf(story).map((entry) => (
              <TimelineEntry key={entry.key} request={story.id} entry={entry} because={because} />
            ))}
            <Waiting story={story} />
          </ol>
          {story.contentDestroyedAt === null ? null : (
            <p className="destroyed">
              Nothing of what was said can be read any more, by anybody. Destroyed{' '}
              <At at={story.contentDestroyedAt} />.
            </p>
          )}
        </section>
        <SideColumn story={story} />
      </div>
    </main>
  )
}

/** What rules say of themselves, by rule, in the bundle that decided. */
function wordsOf(items: Operations['GET /api/policy/explain']['answer']['items']): Record<string, string> {
  const rules = items.flatMap((item) => item.layers.flatMap((layer) => layer.rules))
  return Object.fromEntries(rules.flatMap(({ id, because }) => (because === null ? [] : [[id, because]])))
}

function TimelineEntry({
  request,
  entry,
  because,
}: {
  request: string
  entry: Entry
  because: Readonly<Record<string, string>>
}) {
  const decided = entry.gates ? decisionOf(entry.gates.decision) : null
  const simulates = may(useMe(), 'POST /api/policy/decide')
  return (
    <li {...(entry.anchor !== null && { id: entry.anchor })} className={`moment moment-${entry.tone}`}>
      <span className="moment-time">
        <At at={entry.at} seconds />
      </span>
      <span className="moment-mark" aria-hidden />
      <div className="moment-what">
        <p>
          <Foreign text={entry.text} />
        </p>
        {entry.ids.length > 0 && (
          <p className="moment-ids">
            {entry.ids.map(({ what, id }) => (
              <span key={id}>
                {what} <Id id={id} what={what} />
              </span>
            ))}
          </p>
        )}
        {decided && entry.gates && (
          <>
            <Gates decided={decided} because={because} codeRules={entry.gates.codeRules} />
            {simulates && (
              <Link className="moment-why" to={`/policy?request=${request}&step=${entry.gates.step}`}>
                Why?
              </Link>
            )}
          </>
        )}
        {entry.undo && <TakeBack request={request} step={entry.undo} />}
      </div>
    </li>
  )
}

/** What it does or waits for now: a running step breathes, a waiting one says for whom and until when. */
function Waiting({ story }: { story: RequestStory }) {
  if (story.closedAt !== null) return null
  const waiting = story.steps.find((step) => step.approval?.state === 'pending')
  return (
    <li className="moment moment-now">
      <span className="moment-time">now</span>
      <span className="moment-mark" aria-hidden />
      <div className="moment-what">
        {waiting?.approval ? (
          <p>
            Waits for people to <Link to={`/approvals/${waiting.approval.id}`}>decide</Link>,{' '}
            {waiting.approval.times ? (
              <>
                otherwise it <Countdown times={waiting.approval.times} />
              </>
            ) : (
              <Left until={waiting.approval.expiresAt} />
            )}
          </p>
        ) : story.status === 'waiting_requester' ? (
          <p>Waits for the requester’s answer</p>
        ) : story.status === 'waiting_connection' ? (
          <p>
            Waits until a person connects a platform again, under <Link to="/connections">Connections</Link>
          </p>
        ) : story.status === 'escalated' ? (
          <p>Handed over: a person takes it from here</p>
        ) : story.status === 'resolved' || story.status === 'cancelled' ? (
          <p>Closing</p>
        ) : (
          <p>Works on it</p>
        )}
      </div>
    </li>
  )
}
