import { Button, NativeSelect, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { call } from '../api/call.ts'
import type { Operations, Request } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { Empty } from '../parts/empty.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { useTitle } from '../parts/heading.tsx'
import { shorten } from '../parts/id.tsx'
import { Risk } from '../parts/risk.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { Status } from '../parts/status.tsx'
import { statusWords } from '../parts/status-words.ts'
import { Trouble } from '../parts/trouble.tsx'
import { Ago } from '../parts/when.tsx'
import { filterIn } from '../parts/search-filter.ts'
import { CreateRequest } from './create-request.tsx'

type Query = NonNullable<Operations['GET /api/requests']['query']>

const filters = ['open', 'status', 'channel', 'risk', 'q'] as const

/** Every request that the reader may see, newest first; the filter is the address, so that it can be sent to somebody. */
export default function RequestsPage() {
  const me = useMe()
  const [search, setSearch] = useSearchParams()
  const query = Object.fromEntries(
    filters.flatMap((name) => {
      const value = search.get(name)
      return value ? [[name, value]] : []
    }),
  ) as Query
  const requests = useInfiniteQuery({
    queryKey: ['requests', 'list', query],
    queryFn: ({ signal, pageParam }) =>
      call('GET /api/requests', {
        query: { ...query, limit: 50, ...(pageParam && { after: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  })
  const items = requests.data?.pages.flatMap((page) => page.items) ?? []
  const filtered = Object.keys(query).length > 0
  useTitle('Requests')

  const change = filterIn(setSearch)

  return (
    <main className="page page-wide">
      <header className="page-head">
        <h1>Requests</h1>
        <span className="grow" />
        {may(me, 'POST /api/requests') && <Button onClick={() => change('new', '1')}>New request</Button>}
      </header>
      <Filters query={query} change={change} />
      {requests.isPending ? (
        <Lines rows={10} />
      ) : requests.error ? (
        <Trouble error={requests.error} retry={() => void requests.refetch()} />
      ) : items.length === 0 ? (
        <Empty title={filtered ? 'Nothing fits' : 'No requests yet'}>
          {filtered ? (
            <button type="button" className="plain" onClick={() => setSearch({}, { replace: true })}>
              Show all
            </button>
          ) : (
            'A request comes in from a ticket, a chat or from here. Each one becomes a story that you can read from the first word to the destruction of its content.'
          )}
        </Empty>
      ) : (
        <ul className={requests.isPlaceholderData ? 'requests dimmed' : 'requests'}>
          {items.map((each) => (
            <Line key={each.id} request={each} />
          ))}
        </ul>
      )}
      {requests.hasNextPage && (
        <Button
          variant="default"
          onClick={() => void requests.fetchNextPage()}
          loading={requests.isFetchingNextPage}
        >
          Earlier ones
        </Button>
      )}
      {search.get('new') !== null && <CreateRequest close={() => change('new', '')} />}
    </main>
  )
}

function Filters({ query, change }: { query: Query; change: (name: string, value: string) => void }) {
  const [text, setText] = useState(query.q ?? '')
  return (
    <form
      className="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault()
        change('q', text.trim())
      }}
    >
      <TextInput
        aria-label="Id, external id, action or e-mail address"
        placeholder="Id, action or e-mail address"
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          if (event.currentTarget.value === '') change('q', '')
        }}
        className="filter-text"
      />
      <NativeSelect
        aria-label="Under way or closed"
        value={query.open ?? ''}
        onChange={(event) => change('open', event.currentTarget.value)}
        data={[
          { value: '', label: 'All' },
          { value: 'true', label: 'Under way' },
          { value: 'false', label: 'Closed' },
        ]}
      />
      <NativeSelect
        aria-label="Status"
        value={query.status ?? ''}
        onChange={(event) => change('status', event.currentTarget.value)}
        data={[
          { value: '', label: 'Any status' },
          ...Object.entries(statusWords).map(([value, label]) => ({ value, label })),
        ]}
      />
      <NativeSelect
        aria-label="Channel"
        value={query.channel ?? ''}
        onChange={(event) => change('channel', event.currentTarget.value)}
        data={[
          { value: '', label: 'Any channel' },
          { value: 'ticket', label: 'ticket' },
          { value: 'go', label: 'chat' },
          { value: 'pro', label: 'console' },
        ]}
      />
      <NativeSelect
        aria-label="Risk"
        value={query.risk ?? ''}
        onChange={(event) => change('risk', event.currentTarget.value)}
        data={[
          { value: '', label: 'Any risk' },
          ...['low', 'medium', 'high', 'critical'].map((risk) => ({ value: risk, label: risk })),
        ]}
      />
    </form>
  )
}

function Line({ request }: { request: Request }) {
  const what = request.actions.map(actionTitle).join(', ')
  return (
    <li className="request-line">
      <Link to={`/requests/${request.id}`}>
        <span className="request-risk">
          <Risk risk={request.risk} word={false} />
        </span>
        <span className="request-what">
          <span className="first">
            {request.title === null ? what || 'No write was proposed' : <Foreign text={request.title} />}
          </span>
          <span className="second">
            {request.title !== null && what !== '' && `${what} · `}
            {request.contentDestroyedAt !== null ? 'content destroyed' : shorten(request.id)}
          </span>
        </span>
        <span className="request-who">
          <span className="first">
            {request.mine ? (
              'you'
            ) : request.requesterName === null ? (
              'no longer known'
            ) : (
              <Foreign text={request.requesterName} />
            )}
          </span>
          <span className="second">
            {request.channel} · {request.assurance}
          </span>
        </span>
        <span className="request-status">
          <Status status={request.status} />
          {request.statusCode && request.statusCode !== request.status && (
            <span className="second">{request.statusCode.replaceAll('_', ' ')}</span>
          )}
        </span>
        <span className="request-when">
          <Ago at={request.openedAt} />
        </span>
      </Link>
    </li>
  )
}
