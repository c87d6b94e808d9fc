import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Operations } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { Empty } from '../parts/empty.tsx'
import { useTitle } from '../parts/heading.tsx'
import { shorten } from '../parts/id.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { At } from '../parts/when.tsx'
import { filterIn } from '../parts/search-filter.ts'
import { Chain } from './chain.tsx'
import { type Shown, shownOf } from './entry.ts'

const windowRows = 200
const kinds = [
  'request.opened',
  'decision',
  'approval.requested',
  'approval.decided',
  'approval.refused',
  'action.read',
  'action.intent',
  'action.outcome',
  'action.settled',
  'action.corroborated',
  'action.uncorroborated',
  'content.destroyed',
  'connection.made',
  'connection.ended',
  'bundle.published',
  'standing.granted',
  'standing.signed',
  'standing.ended',
  'deputy.named',
  'deputy.ended',
  'session.opened',
  'alarm',
]

/** The log, the newest first; what it is filtered by is the address. */
export default function ActivityPage() {
  const [search, setSearch] = useSearchParams()
  const counts = useQuery(queries.counts())
  const head = counts.data?.log ?? 0
  const filter = Object.fromEntries(
    ['kind', 'request', 'action'].flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])),
  ) as Pick<NonNullable<Operations['GET /api/activity']['query']>, 'request'>
  const filtered = Object.keys(filter).length > 0
  // A filter reads the whole log, which the server picks from; else the newest window of it.
  const until = Number(search.get('until') ?? head)
  const after = filtered ? Number(search.get('after') ?? 0) : Math.max(0, until - windowRows)
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
        <Chain head={head} />
      </header>
      <div className="filters" role="search">
        <NativeSelect
          aria-label="Kind"
          value={search.get('kind') ?? ''}
          onChange={(event) => change('kind', event.currentTarget.value)}
          data={[{ value: '', label: 'Any kind' }, ...kinds.map((kind) => ({ value: kind, label: kind }))]}
        />
        <FilterText name="request" value={search.get('request') ?? ''} change={change} label="Request id" />
        <FilterText name="action" value={search.get('action') ?? ''} change={change} label="Action" />
      </div>
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
              <Button variant="default" size="xs" onClick={() => change('until', String(after))}>
                Earlier ones
              </Button>
            )}
        {(search.get('until') !== null || search.get('after') !== null) && (
          <Button
            variant="subtle"
            size="xs"
            onClick={() => {
              change('until', null)
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

interface FilterTextProps {
  name: string
  label: string
  value: string
  change: (name: string, value: string | null) => void
}

function FilterText({ name, label, value, change }: FilterTextProps) {
  const [text, setText] = useState(value)
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => change(name, text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Enter') change(name, text.trim())
      }}
    />
  )
}

const unremarkable = new Set(['ok', 'done', 'permit', 'approve', 'approved', 'resolved'])

function LogLine({ row, names }: { row: Shown; names: ReadonlyMap<string, string> }) {
  const ordinary = row.code === null || unremarkable.has(row.code)
  return (
    <li>
      <details className="log-line">
        <summary>
          <span className="log-seq">{row.seq}</span>
          <span className="log-time">
            <At at={row.at} seconds />
          </span>
          <span className="log-kind">{row.kind}</span>
          <span className="log-action">{row.action ?? ''}</span>
          <span className={ordinary ? 'log-code' : 'log-code notable'}>{row.code ?? ''}</span>
          <span className="log-by">{names.get(row.by) ?? shorten(row.by)}</span>
        </summary>
        <div className="log-entry">
          <p>
            {row.request !== null && (
              <>
                <Link to={`/requests/${row.request}`}>Its request</Link> ·{' '}
              </>
            )}
            <span className="quiet">hash</span> <code>{row.hash}</code>
          </p>
          <pre tabIndex={0}>{row.text}</pre>
        </div>
      </details>
    </li>
  )
}
