import { describe, expect, test } from 'vitest'
import { applyCodeRules } from '#activities/execute/code-rules.ts'
import type { Facts, Loaded } from '#activities/execute/context.ts'
import { catalog } from '#catalog/index.ts'
import type { ResolvedObject } from '#contract/action.ts'

/** T8 who rules Dex: no ordinary action makes somebody an admin of Dex, and nothing changes what Dex itself is. */
const object = (platform: string, type: string, id: string): ResolvedObject => ({
  platform,
  type,
  id,
  email: null,
  displayName: null,
  department: null,
  privileged: false,
  labels: [],
  status: null,
})

function codesOf(action: string, target: ResolvedObject, objects: ResolvedObject[] = [], channel = 'ticket') {
  const definition = catalog.get(action)
  if (!definition) throw new Error(action)
  const loaded = {
    request: { channel, assurance: 'verified' },
    settings: { roleGroups: { 'it-admin': ['okta:00gAdmins'] }, owners: [] },
    ownClients: new Set(['google:dex-client', 'okta:0oaDex']),
    call: { definition, params: {} },
    ownAccountId: null,
    inDoubt: [],
    line: null,
  } as unknown as Loaded
  const facts: Facts = {
    target,
    objects: objects.map((each) => ({ ...each, role: 'object' })),
    requester: null,
    targetGroups: null,
    ruler: false,
  }
  return applyCodeRules({
    loaded,
    acting: { kind: 'person', actAs: { person: 'p', connection: 'c' }, accountId: 'a', fingerprint: 'f' },
    facts,
    approverGroups: new Set(['google:01approvers']),
    actionHash: 'sha256:test',
  }).map((each) => `${each.code} ${each.effect}`)
}

const user = (platform: string) => object(platform, 'user', 'u1')

describe.each(['ticket', 'pro', 'go'])('on %s', (channel) => {
  test('membership of a group that gives a role in Dex is not changed', () => {
    for (const action of ['okta.group.add_member', 'okta.group.remove_member'])
      expect(codesOf(action, object('okta', 'group', '00gAdmins'), [user('okta')], channel)).toContain(
        'dex_ruler deny',
      )
  })

  test('nor of one whose members a rule names as approvers', () => {
    const group = object('google', 'group', '01approvers')
    expect(codesOf('google.group.add_member', group, [user('google')], channel)).toContain('dex_ruler deny')
  })

  test('nor anything about the OAuth clients that Dex itself is', () => {
    const client = object('google', 'app', 'dex-client')
    expect(codesOf('google.user.revoke_token', user('google'), [client], channel)).toContain('dex_ruler deny')
    expect(
      codesOf('okta.app.unassign_user', object('okta', 'app', '0oaDex'), [user('okta')], channel),
    ).toContain('dex_ruler deny')
  })
})

test('the same id on another platform is another thing, and other groups and apps are free', () => {
  expect(
    codesOf('microsoft.group.add_member', object('microsoft', 'group', '00gAdmins'), [user('microsoft')]),
  ).toEqual([])
  expect(codesOf('google.user.revoke_token', user('google'), [object('google', 'app', '0oaDex')])).toEqual([])
  expect(codesOf('okta.group.add_member', object('okta', 'group', '00gOther'), [user('okta')])).toEqual([])
})
