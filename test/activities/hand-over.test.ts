import { expect, test } from 'vitest'
import { lookedAfterBy } from '#activities/record/hand-over.ts'
import type { TenantSettings } from '#store/schema.ts'

const escalation: TenantSettings['escalation'] = [
  { to: 'Security on call', categories: ['security'] },
  { to: 'Finance desk', departments: ['Finance'], hours: { days: ['mon', 'tue'], hours: '08:00-18:00' } },
  { to: 'Night desk', hours: { days: ['mon'], hours: '22:00-06:00', zone: 'Asia/Tokyo' } },
  { to: 'Nobody knows when', hours: { days: ['mon'], hours: '00:00-24:00', zone: 'Nowhere/Else' } },
  { to: 'Chat desk', channels: ['go'] },
]
const monday = '2026-11-23T10:00:00Z'
const to = (
  category: 'security' | 'mail' | null,
  department: string | null,
  at = monday,
  channel = 'ticket',
) =>
  lookedAfterBy(
    { escalation, zone: 'Europe/Berlin' },
    { channel, department },
    category && { category },
    new Date(at),
  )

test.each([
  ['by category, before all others', to('security', 'Finance'), 'Security on call'],
  ['by the requester’s department, in its hours', to('mail', 'Finance'), 'Finance desk'],
  ['not when they are away', to('mail', 'Finance', '2026-11-25T10:00:00Z'), null],
  ['not where the department is not known', to('mail', null), null],
  ['by the hours of another zone, over midnight', to(null, null, '2026-11-23T14:00:00Z'), 'Night desk'],
  ['by channel', to(null, 'Sales', monday, 'go'), 'Chat desk'],
  ['to nobody in particular', to(null, 'Sales'), null],
])('a hand-over goes %s', (_name, found, expected) => {
  expect(found).toBe(expected)
})
