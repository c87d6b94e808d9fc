import { useQuery } from '@tanstack/react-query'
import type { Connection } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { Empty } from '../parts/empty.tsx'
import { useTitle } from '../parts/heading.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { ConnectAnew } from './connect-anew.tsx'
import { ConnectionRow } from './connection-row.tsx'

/** Whose authority Dex may borrow: mine first, then, for an admin, who else has lent what. */
export default function ConnectionsPage() {
  const me = useMe()
  const connections = useQuery(queries.connections())
  const people = useQuery({ ...queries.people(), enabled: may(me, 'GET /api/people') })
  useTitle('Connections')
  const items = connections.data?.items ?? []
  const nameOf = (person: string): string =>
    people.data?.items.find((each) => each.id === person)?.name ?? person
  const shown = items.filter((each) => counts(each, items))
  const mine = shown.filter((each) => each.mine)
  const others = [
    ...Map.groupBy(
      shown.filter((each) => !each.mine),
      (each) => each.person,
    ),
  ]
    .map(([person, lent]) => ({ person, name: nameOf(person), lent }))
    .sort((one, other) => one.name.localeCompare(other.name))
  const ended = items.filter((each) => !shown.includes(each))
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
              <ConnectionList items={mine} />
            )}
            <ConnectAnew platforms={me.platforms} decides={decides} />
          </section>
          {others.length > 0 && (
            <section className="part">
              <h2>Lent by others</h2>
              {others.map(({ person, name, lent }) => (
                <section key={person} aria-label={name}>
                  <h3>{name}</h3>
                  <ConnectionList items={lent} />
                </section>
              ))}
            </section>
          )}
          {ended.length > 0 && (
            <details className="part">
              <summary>{ended.length} that ended; their tokens are destroyed</summary>
              <ConnectionList
                items={ended}
                nameOf={(person) => (person === me.person ? 'you' : nameOf(person))}
              />
            </details>
          )}
        </>
      )}
    </main>
  )
}

/** In use or on its way out, or ended by its platform with nothing in its place: somebody has to do something. */
const counts = (one: Connection, all: readonly Connection[]): boolean =>
  one.state === 'active' ||
  one.state === 'ending' ||
  (one.state === 'expired' &&
    !all.some(
      (each) =>
        each.createdAt > one.createdAt &&
        each.person === one.person &&
        each.platform === one.platform &&
        each.kind === one.kind,
    ))

function ConnectionList(props: { items: readonly Connection[]; nameOf?: (person: string) => string }) {
  const { items, nameOf } = props
  return (
    <ul className="rows">
      {items.map((each) => (
        <ConnectionRow key={each.id} connection={each} name={nameOf?.(each.person) ?? null} />
      ))}
    </ul>
  )
}
