import { expect, test } from 'vitest'
import { syslogFrame } from '#channels/siem/syslog.ts'
import { toOcsf } from '#channels/siem/to-ocsf.ts'
import { catalog } from '#catalog/index.ts'
import { type LogEntry, logKinds } from '#contract/log-entry.ts'
import { createOcsfValidator } from '#test/api/ocsf/validator.ts'

const validate = createOcsfValidator()
const hash = 'ab'.repeat(32)
const person = 'per_aaaaaaaaaaaaaaaaaaaaaaaa'
const base = {
  v: 1,
  at: '2026-11-22T10:00:00.000Z',
  tenant: 'acme',
  by: { role: 'gate' },
  request: 'req_aaaaaaaaaaaaaaaaaaaaaaaa',
} as const
type Entry = Partial<LogEntry> & Pick<LogEntry, 'kind'>
const event = (entry: Entry) =>
  toOcsf({ seq: 7, hash, entry: { ...base, ...entry } }) as Record<string, unknown>

test('the validator itself refuses: an unknown field, a missing one, a wrong number', () => {
  const good = event({ kind: 'request.opened' })
  expect(validate(good)).toEqual([])
  expect(validate({ ...good, dex_field: 1 })).not.toEqual([])
  expect(validate({ ...good, metadata: {} })).not.toEqual([])
  expect(validate({ ...good, severity_id: 17 })).not.toEqual([])
  expect(validate({ ...good, activity_id: 2 })).toContain('type_uid is not class and activity')
})

test.each(logKinds)('%s is a valid event, bare and with everything', (kind) => {
  const full: Entry = {
    kind,
    by: { role: 'api', person },
    action: 'okta.group.add_member',
    target: { platform: 'okta', type: 'group', id: '00gx' },
    objects: [{ platform: 'okta', type: 'user', id: '00ux', role: 'member' }],
    platform: { requestId: 'okta-request', eventId: 'okta-event' },
    actAs: { person, connection: 'con_aaaaaaaaaaaaaaaaaaaaaaaa' },
    code: 'done',
  }
  expect(validate(event({ kind }))).toEqual([])
  expect(validate(event(full))).toEqual([])
})

test.each([...catalog.values()].filter((action) => action.write).map((action) => action.name))(
  'the outcome of %s is a valid event',
  (name) => {
    const { targetType, platform, objects } = catalog.get(name) ?? {
      targetType: '',
      platform: '',
      objects: [],
    }
    const entry = {
      kind: 'action.outcome',
      action: name,
      target: { platform, type: targetType, id: 'x1' },
      objects: objects.map(({ type, role }) => ({ platform, type, id: 'x2', role })),
      code: 'done',
    } as const
    expect(validate(event(entry))).toEqual([])
  },
)

test('each class is used where it fits, with the whole entry and its place in the chain beside it', () => {
  const user = { platform: 'okta', type: 'user', id: '00ux' } as const
  const unlock = event({ kind: 'action.outcome', action: 'okta.user.unlock', target: user, code: 'done' })
  expect(unlock).toMatchObject({ class_uid: 3001, activity_id: 12, status_id: 1, user: { uid: '00ux' } })
  expect(unlock).toMatchObject({
    unmapped: { dex: { action: 'okta.user.unlock' } },
    enrichments: [{ value: 'acme/7', data: { seq: 7, hash } }],
    metadata: { version: '1.8.0', uid: 'acme/7', sequence: 7, tenant_uid: 'acme' },
  })
  const group = { platform: 'okta', type: 'group', id: '00gx' } as const
  const member: Entry = { kind: 'action.outcome', target: group, objects: [{ ...user, role: 'member' }] }
  expect(event({ ...member, action: 'okta.group.add_member' })).toMatchObject({
    class_uid: 3006,
    activity_id: 3,
    group: { uid: '00gx' },
    user: { uid: '00ux' },
  })
  expect(event({ ...member, action: 'okta.group.remove_member' })).toMatchObject({ activity_id: 4 })
  expect(event({ kind: 'session.opened', by: { role: 'api', person } })).toMatchObject({
    class_uid: 3002,
    activity_id: 1,
    status_id: 1,
  })
  expect(event({ kind: 'session.refused', code: 'unauthenticated' })).toMatchObject({
    class_uid: 3002,
    status_id: 2,
  })
  expect(event({ kind: 'action.read', action: 'okta.user.get' })).toMatchObject({
    class_uid: 6003,
    activity_id: 2,
  })
  expect(event({ kind: 'decision', code: 'deny' })).toMatchObject({ class_uid: 6003, status_id: 2 })
})

test('a syslog frame counts its bytes and carries tenant, position and hash', () => {
  const entry = { ...base, kind: 'alarm', code: 'log_broken', detail: { place: 'Zürich' } } as const
  const frame = syslogFrame({ seq: 7, hash, entry })
  const text = frame.toString('utf8')
  const [, length = '', message = ''] = /^(\d+) (.*)$/s.exec(text) ?? []
  expect(Buffer.byteLength(message)).toBe(Number(length))
  expect(message).toMatch(
    /^<108>1 2026-11-22T10:00:00\.000Z - dex gate alarm \[dex@32473 tenant="acme" seq="7" hash="(ab){32}"\] \uFEFF\{/,
  )
})
