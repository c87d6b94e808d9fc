import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Connection } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { platformName } from '../parts/action-title.ts'
import { Empty } from '../parts/empty.tsx'
import { useTitle } from '../parts/heading.tsx'
import { Id } from '../parts/id.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Ago } from '../parts/when.tsx'

const kinds: Readonly<Record<string, string>> = {
  own: 'Only on their own account',
  admin: 'What they approve runs as them',
  investigate: 'Reads that look into tickets; never writes',
}

/** Whose authority Dex may borrow: mine first, then, for an admin, everybody's. */
export default function ConnectionsPage() {
  const me = useMe()
  const connections = useQuery(queries.connections())
  const people = useQuery({ ...queries.people(), enabled: may(me, 'GET /api/people') })
  useTitle('Connections')
  const items = connections.data?.items ?? []
  const nameOf = (person: string): string =>
    people.data?.items.find((each) => each.id === person)?.name ?? person
  const mine = items.filter((each) => each.mine)
  const others = items.filter((each) => !each.mine)
  const decides = may(me, 'POST /api/approvals/{id}/approve')
  return (
    <main className="page">
      <header className="page-head">
        <h1>Connections</h1>
        <p className="quiet">
          Dex has no key of its own. Each action runs on a token that a person delegated, and never exceeds
          what that person could do.
        </p>
      </header>
      {connections.isPending ? (
        <Lines rows={4} />
      ) : connections.error ? (
        <Trouble error={connections.error} retry={() => void connections.refetch()} />
      ) : (
        <>
          <section className="part">
            <h2>Mine</h2>
            {mine.length === 0 ? (
              <Empty title="You have connected nothing">
                {decides
                  ? 'Connect the platform on which you are an admin: what you approve then runs as you.'
                  : 'Nothing needs to be connected to ask for something.'}
              </Empty>
            ) : (
              <ConnectionList items={mine} nameOf={() => 'you'} />
            )}
            <div className="decide-buttons">
              {me.platforms.map((platform) => (
                <Button
                  key={platform}
                  variant="default"
                  size="xs"
                  component="a"
                  href={`/connect/${platform}?${new URLSearchParams({
                    kind: decides ? 'admin' : 'own',
                    returnTo: '/connections',
                  })}`}
                >
                  Connect {platformName(platform)}
                </Button>
              ))}
            </div>
          </section>
          {others.length > 0 && (
            <section className="part">
              <h2>Of others</h2>
              <ConnectionList items={others} nameOf={nameOf} />
            </section>
          )}
        </>
      )}
    </main>
  )
}

const yours: Readonly<Record<string, string>> = {
  own: 'Only on your own account',
  admin: 'What you approve runs as you',
  investigate: 'Reads that look into tickets; never writes',
}

/** A newer one of the same kind stands. */
const replaced = (one: Connection, all: readonly Connection[]): boolean =>
  all.some(
    (each) =>
      each.state === 'active' &&
      each.person === one.person &&
      each.platform === one.platform &&
      each.kind === one.kind,
  )

function ConnectionList({ items, nameOf }: { items: Connection[]; nameOf: (person: string) => string }) {
  return (
    <ul className="rows">
      {items.map((each) => (
        <li key={each.id} className={each.state === 'active' ? 'row' : 'row dimmed'}>
          <div>
            <span className="first">
              {platformName(each.platform)} <span className="tag">{each.kind}</span>{' '}
              {each.state !== 'active' && <span className="tag tag-bad">{each.state}</span>}
            </span>
            <span className="second">{(each.mine ? yours : kinds)[each.kind] ?? ''}</span>
          </div>
          <div>
            <span className="first">{nameOf(each.person)}</span>
            <span className="second">
              account <Id id={each.accountId} what="account id" />
            </span>
          </div>
          {each.mine && each.state === 'expired' && !replaced(each, items) ? (
            <Button
              size="xs"
              component="a"
              href={`/connect/${each.platform}?${new URLSearchParams({ kind: each.kind, returnTo: '/connections' })}`}
            >
              Connect again
            </Button>
          ) : null}
          <div>
            <span className="second" title={each.scopes.join('\n')}>
              {each.scopes.length} scopes
            </span>
            <span className="second">
              since <Ago at={each.createdAt} />
            </span>
          </div>
        </li>
      ))}
    </ul>
  )
}
