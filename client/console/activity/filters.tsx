import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Operations } from '../api/operations.ts'

type Query = NonNullable<Operations['GET /api/activity']['query']>
type Kind = NonNullable<Query['kind']>

/** Each kind of entry that there is. */
const kinds: Readonly<Record<Kind, true>> = {
  'request.opened': true,
  'request.redelivered': true,
  'request.status': true,
  'request.closed': true,
  'content.destroyed': true,
  decision: true,
  'list.status': true,
  'approval.requested': true,
  'approval.reminded': true,
  'approval.decided': true,
  'approval.refused': true,
  'approval.closed': true,
  'action.intent': true,
  'action.outcome': true,
  'action.settled': true,
  'action.read': true,
  'action.corroborated': true,
  'action.uncorroborated': true,
  'connection.made': true,
  'connection.ended': true,
  'connection.needed': true,
  'bundle.proposed': true,
  'bundle.published': true,
  'bundle.refused': true,
  'standing.granted': true,
  'standing.signed': true,
  'standing.ended': true,
  'writes.stopped': true,
  'writes.resumed': true,
  'deputy.named': true,
  'deputy.ended': true,
  'session.opened': true,
  'session.closed': true,
  'session.refused': true,
  'access.denied': true,
  'door.refused': true,
  'activity.read': true,
  'activity.exported': true,
  'settings.changed': true,
  'content.viewed': true,
  'evidence.destroyed': true,
  reconciled: true,
  alarm: true,
  'tenant.created': true,
  'tenant.suspended': true,
  'tenant.resumed': true,
  'tenant.deleting': true,
  'keys.rotated': true,
  'secret.kept': true,
  'secret.seen': true,
  'secret.stale': true,
}

export const filterNames = ['kind', 'action', 'actor', 'request', 'outcome', 'since', 'until'] as const
export type Filter = Pick<Query, (typeof filterNames)[number]>

/** What the address asks for, as the server takes it; a day is a day where the reader is. */
export function filterOf(search: URLSearchParams): Filter {
  const given = filterNames.flatMap((name) => {
    const value = search.get(name)
    if (value === null || value === '') return []
    const dayAt = name === 'since' ? startOf(value, 0) : name === 'until' ? startOf(value, 1) : value
    return dayAt === null ? [] : [[name, dayAt] as const]
  })
  return Object.fromEntries(given) as Filter
}

/** The first moment of the day `later` days after `day` (`YYYY-MM-DD`); null for anything else. */
function startOf(day: string, later: number): string | null {
  const moment = new Date(`${day}T00:00:00`)
  if (Number.isNaN(moment.getTime())) return null
  moment.setDate(moment.getDate() + later)
  return moment.toISOString()
}

interface Props {
  search: URLSearchParams
  change: (name: string, value: string | null) => void
  people: readonly { id: string; name: string }[]
}

/** What is picked out of the log; each is part of the address. */
export function Filters({ search, change, people }: Props) {
  const given = (name: string): string => search.get(name) ?? ''
  const text = { search, change }
  return (
    <div className="filters" role="search">
      <NativeSelect
        aria-label="Kind"
        value={given('kind')}
        onChange={(event) => change('kind', event.currentTarget.value)}
        data={[{ value: '', label: 'Any kind' }, ...Object.keys(kinds)]}
      />
      <NativeSelect
        aria-label="Who"
        value={given('actor')}
        onChange={(event) => change('actor', event.currentTarget.value)}
        data={[
          { value: '', label: 'Anybody' },
          ...people.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <FilterText key={`action ${given('action')}`} {...text} name="action" label="Action, or okta.user.*" />
      <FilterText key={`outcome ${given('outcome')}`} {...text} name="outcome" label="Outcome" />
      <FilterText key={`request ${given('request')}`} {...text} name="request" label="Request id" />
      <div className="filter-span">
        <Day {...text} name="since" label="From" />
        <Day {...text} name="until" label="Until" />
      </div>
    </div>
  )
}

interface OneProps extends Omit<Props, 'people'> {
  name: string
  label: string
}

function FilterText({ name, label, search, change }: OneProps) {
  const [text, setText] = useState(search.get(name) ?? '')
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

function Day({ name, label, search, change }: OneProps) {
  return (
    <label className="filter-day">
      {label}
      <input
        type="date"
        value={search.get(name) ?? ''}
        onChange={(event) => change(name, event.currentTarget.value)}
      />
    </label>
  )
}
