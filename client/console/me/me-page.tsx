import { Button } from '@mantine/core'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle, platformName } from '../parts/action-title.ts'
import { Empty } from '../parts/empty.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { useTitle } from '../parts/heading.tsx'
import { Id } from '../parts/id.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Status } from '../parts/status.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago } from '../parts/when.tsx'
import { BeginChat } from '../requests/begin-chat.tsx'

/** What I asked for, and everything that Dex did to me or for me. */
export default function MePage() {
  const me = useMe()
  const requests = useQuery(queries.requests({ limit: 100 }))
  const mine = (requests.data?.items ?? []).filter((each) => each.mine)
  useTitle('Mine')
  return (
    <main className="page">
      <header className="page-head">
        <h1>
          <Foreign text={me.name ?? me.email} />
        </h1>
        <span className="grow" />
        <Button component={Link} to="/requests?new=1">
          New request
        </Button>
      </header>
      {may(me, 'POST /api/chats') && (
        <section className="part">
          <h2>Chat</h2>
          <BeginChat />
        </section>
      )}
      <section className="part">
        <h2>My requests</h2>
        {requests.isPending ? (
          <Lines rows={3} />
        ) : requests.error ? (
          <Trouble error={requests.error} retry={() => void requests.refetch()} />
        ) : mine.length === 0 ? (
          <Empty title="You have asked for nothing yet">
            Ask in your own words: a new device, access to an application, a locked account. You see here what
            becomes of it.
          </Empty>
        ) : (
          <ul className="rows">
            {mine.map((each) => (
              <li key={each.id} className="row">
                <div>
                  <Link className="first" to={`/requests/${each.id}`}>
                    {each.title === null ? (
                      each.actions.map(actionTitle).join(', ') || 'A request'
                    ) : (
                      <Foreign text={each.title} />
                    )}
                  </Link>
                  <span className="second">
                    <Ago at={each.openedAt} />
                  </span>
                </div>
                <div>
                  <Status status={each.status} />
                </div>
              </li>
            ))}
          </ul>
        )}
      </section>
      <Done />
    </main>
  )
}

const roles: Readonly<Record<string, string>> = {
  requester: 'you asked for it',
  subject: 'it was done to your account',
  actor: 'you did it',
  authority: 'it ran on your right',
}

/** What was done at a platform, changes and looks alike. */
const said: Readonly<Record<string, string>> = { 'action.outcome': 'done', 'action.read': 'read' }

function Done() {
  const done = useInfiniteQuery(queries.myActivity())
  const all = done.data?.pages.flatMap((page) => page.items) ?? []
  const items = all.filter((each) => each.kind in said)
  return (
    <section className="part">
      <h2>What was done</h2>
      {done.isPending ? (
        <Lines rows={3} />
      ) : done.error ? (
        <Trouble error={done.error} retry={() => void done.refetch()} />
      ) : items.length === 0 ? (
        <Empty title="Nothing was done on your accounts">
          Whenever Dex changes or reads something on an account of yours, for you, or on your right, it stands
          here with the platform’s own id for it.
        </Empty>
      ) : (
        <ul className="rows">
          {items.map((each) => (
            <li key={each.seq} className="row">
              <div>
                <span className="first">
                  {actionTitle(each.action ?? '')}{' '}
                  <span className="platform">{platformName(each.target?.platform ?? '')}</span>
                </span>
                <span className="second">
                  {each.target !== null && (
                    <>
                      <Id id={each.target.id} what={`${each.target.type} id`} />{' '}
                    </>
                  )}
                  {each.because.map((one) => roles[one] ?? one).join(', ')}
                </span>
              </div>
              <div>
                <span className="second">
                  {each.code === null || ['ok', 'done'].includes(each.code) ? said[each.kind] : each.code}
                </span>
                <span className="second">
                  {each.platformRequestId !== null && (
                    <Id id={each.platformRequestId} what="the platform’s request id" />
                  )}
                </span>
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
      {done.hasNextPage && (
        <Button variant="default" onClick={() => void done.fetchNextPage()} loading={done.isFetchingNextPage}>
          Earlier ones
        </Button>
      )}
    </section>
  )
}
