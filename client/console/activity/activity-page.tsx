import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { queries } from '../api/queries.ts'
import { Empty } from '../parts/empty.tsx'
import { useTitle } from '../parts/heading.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { filterIn } from '../parts/search-filter.ts'
import { Chain } from './chain.tsx'
import { shownOf } from './entry.ts'
import { filterOf, Filters } from './filters.tsx'
import { LogLine } from './log-line.tsx'

const windowRows = 200
/** The log, the newest first; what it is filtered by is the address. */
export default function ActivityPage() {
  const [search, setSearch] = useSearchParams()
  const counts = useQuery(queries.counts())
  const head = counts.data?.log ?? 0
  const filter = filterOf(search)
  const filtered = Object.keys(filter).length > 0
  // A filter reads the whole log, which the server picks from; else the newest window of it.
  const upTo = Number(search.get('up-to') ?? head)
  const after = filtered ? Number(search.get('after') ?? 0) : Math.max(0, upTo - windowRows)
  const activity = useQuery({
    ...queries.activity({ ...filter, after, limit: windowRows }),
    enabled: counts.isSuccess,
  })
  const later = activity.data?.next ?? null
  const rows = (activity.data?.items ?? []).map(shownOf).toReversed()
  const people = useQuery(queries.people())
  const names = new Map(
    (people.data?.items ?? []).map((each) => [each.id, each.name ?? each.email ?? each.id]),
  )
  useTitle('Activity')
  const change = filterIn(setSearch)

  return (
    <main className="page page-wide">
      <header className="page-head">
        <h1>Activity</h1>
        <span className="grow" />
        <Chain head={head} filter={filter} />
      </header>
      <Filters search={search} change={change} people={[...names].map(([id, name]) => ({ id, name }))} />
      {activity.error || counts.error ? (
        <Trouble error={(activity.error ?? counts.error) as Error} retry={() => void activity.refetch()} />
      ) : activity.isPending ? (
        <Lines rows={12} />
      ) : rows.length === 0 ? (
        <Empty title={filtered ? 'Nothing fits' : 'Nothing has happened yet'}>
          {filtered ? (
            <button type="button" className="plain" onClick={() => setSearch({}, { replace: true })}>
              Show all
            </button>
          ) : (
            'Every decision, read, write, sign-in and change of policy becomes one line here, chained to the one before.'
          )}
        </Empty>
      ) : (
        <ul className="log">
          {rows.map((row) => (
            <LogLine key={row.seq} row={row} names={names} />
          ))}
        </ul>
      )}
      <div className="pager">
        {filtered
          ? later !== null && (
              <Button variant="default" size="xs" onClick={() => change('after', String(later))}>
                Later ones
              </Button>
            )
          : after > 0 && (
              <Button variant="default" size="xs" onClick={() => change('up-to', String(after))}>
                Earlier ones
              </Button>
            )}
        {(search.get('up-to') !== null || search.get('after') !== null) && (
          <Button
            variant="subtle"
            size="xs"
            onClick={() => {
              change('up-to', null)
              change('after', null)
            }}
          >
            Back to {filtered ? 'the first' : 'the newest'}
          </Button>
        )}
      </div>
    </main>
  )
}
