import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import type { Rule } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { useMe } from '../frame/me.ts'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Why } from './why.tsx'
import type { Input } from './why-fields.tsx'

/** The simulator; begins with the decision on record that the address names, and with an example otherwise. */
export function WhyPanel({ rules }: { rules: readonly Rule[] }) {
  const me = useMe()
  const [search] = useSearchParams()
  const request = search.get('request')
  const step = Number(search.get('step') ?? Number.NaN)
  const named = request !== null && Number.isSafeInteger(step)
  const explained = useQuery({ ...queries.explainStep(request ?? '', step), enabled: named })
  if (!named) return <Why rules={rules} start={example(me.tenant, me.zone)} recorded={null} />
  if (explained.isPending)
    return (
      <section className="why" aria-label="Why?">
        <Lines rows={4} />
      </section>
    )
  if (explained.error) return <Trouble error={explained.error} retry={() => void explained.refetch()} />
  const item = explained.data.items[0]
  if (!item?.input)
    return (
      <>
        <p className="quiet">What that decision was made of is no longer kept. This is an example instead.</p>
        <Why rules={rules} start={example(me.tenant, me.zone)} recorded={null} />
      </>
    )
  return (
    <Why
      key={`${request} ${step}`}
      rules={rules}
      start={item.input as unknown as Input}
      recorded={{ ...item, request }}
    />
  )
}

const example = (tenant: string, zone: string | null): Input => ({
  id: 'why',
  tenant,
  channel: 'ticket',
  requester: {
    id: 'somebody',
    email: null,
    verified: false,
    department: 'Finance',
    groups: [],
    roles: [],
  },
  action: 'okta.user.reset_factors',
  target: {
    platform: 'okta',
    type: 'user',
    id: '00u1',
    email: null,
    department: 'Finance',
    privileged: false,
    labels: [],
  },
  objects: [],
  params: {},
  provenance: { target: 'requester' },
  runtime: { now: new Date().toISOString(), zone: zone ?? 'UTC', usage: {} },
})
