import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ModelTool } from '#contract/model.ts'
import { createModelServer, type ModelServer } from '#sandbox/model/server.ts'
import { ask, modelAt, type Played, play } from '#test/model/harness.ts'

let server: ModelServer
beforeAll(async () => {
  server = await createModelServer({ port: 0 })
})
afterAll(() => server.close())

const tool = (name: string, ...required: string[]): ModelTool => ({
  name,
  description: name,
  inputSchema: {
    type: 'object',
    properties: Object.fromEntries([...required, 'purpose'].map((key) => [key, { type: 'string' }])),
    required: [...required, 'purpose'],
  },
  changes: true,
})

/** A catalog of tomorrow: what other platforms will offer, by the house's way of naming. */
const tools = [
  tool('resolve', 'template', 'summary'),
  tool('escalate', 'reason'),
  tool('google_user_find', 'email'),
  tool('google_user_sign_out', 'target'),
  tool('okta_user_find', 'email'),
  tool('okta_user_list_factors', 'target'),
  tool('okta_user_reset_factors', 'target'),
  tool('okta_user_unlock', 'target'),
  tool('okta_user_reset_password', 'target'),
  tool('okta_user_expire_password', 'target'),
  tool('okta_user_suspend', 'target'),
  tool('okta_user_unsuspend', 'target'),
  tool('okta_user_clear_sessions', 'target'),
  tool('okta_user_list_sign_ins', 'target'),
  tool('okta_group_find', 'name'),
  tool('okta_group_add_member', 'target', 'user'),
  tool('okta_group_remove_member', 'target', 'user'),
  tool('okta_app_find', 'query'),
  tool('okta_app_assign', 'target', 'user'),
  tool('entra_user_find', 'email'),
  tool('entra_licence_list'),
  tool('entra_user_assign_licence', 'target', 'licence'),
  tool('entra_device_list', 'user'),
  tool('entra_device_wipe', 'target'),
  tool('entra_device_lock', 'target'),
  tool('entra_user_list_mail_rules', 'target'),
  tool('entra_user_delete_mail_rule', 'target', 'rule'),
  tool('entra_user_set_automatic_reply', 'target'),
]

const answer = ({ name, input }: Played) => {
  const id = (name.endsWith('_user_find') && 'U1') || (name.includes('group_find') && 'G1') || `${name}-1`
  const rule = name.endsWith('_list_mail_rules') && { forwardsTo: ['x@elsewhere.example'] }
  const found = { id, name: input['name'] ?? input['query'] ?? 'x', email: input['email'], ...rule }
  return { content: { found: [found] } }
}

const handled: [string, string][] = [
  ['I lost my phone yesterday and can’t sign in', 'okta_user_reset_factors'],
  ['Got a new iPhone, the old one is wiped already', 'okta_user_reset_factors'],
  ['Got a new iPhone, codes do not arrive', 'okta_user_reset_factors'],
  ['Someone stole my mobile', 'okta_user_reset_factors'],
  ['The authenticator app does not work any more', 'okta_user_reset_factors'],
  ['please reset my MFA', 'okta_user_reset_factors'],
  ['Lost my yubikey', 'okta_user_reset_factors'],
  ['I am locked out of my account', 'okta_user_unlock'],
  ['too many attempts, now it says blocked', 'okta_user_unlock'],
  ['I forgot my password', 'okta_user_reset_password'],
  ['My password has expired', 'okta_user_expire_password'],
  ['please suspend the account of bob@acme.example', 'okta_user_suspend'],
  ['bob@acme.example leaves the company, Friday is the last day', 'okta_user_suspend'],
  ['Bob (bob@acme.example) is back from parental leave, please reactivate', 'okta_user_unsuspend'],
  ['My laptop was stolen from the car', 'okta_user_clear_sessions'],
  ['Please sign me out everywhere', 'okta_user_clear_sessions'],
  ['Sign me out of all Google sessions', 'google_user_sign_out'],
  ['I clicked on a link in a strange mail', 'okta_user_clear_sessions'],
  ['Please add me to the Design group', 'okta_group_add_member'],
  ['remove bob@acme.example from the "Payments" group', 'okta_group_remove_member'],
  ['I need access to Salesforce', 'okta_app_assign'],
  ['I need a Visio licence', 'entra_user_assign_licence'],
  ['please wipe my lost laptop', 'entra_device_wipe'],
  ['Could you lock my laptop, it is at the airport', 'entra_device_lock'],
  ['There is an inbox rule that forwards mail to someone', 'entra_user_delete_mail_rule'],
  ['set my out of office please', 'entra_user_set_automatic_reply'],
]

const byHand = [
  'Please suspend the account of John Smith',
  'VPN does not connect from home',
  'the wifi in the canteen is slow',
  'Printer on floor 3 has a paper jam',
  'my monitor flickers',
  'My computer is so slow',
  'please install Python on my machine',
  'restore a deleted folder',
  'what is my holiday allowance',
  'make me admin',
  'my badge does not open the door',
  'new employee starts on Monday',
  'my department is wrong, please change my department',
  'are there suspicious sign-ins on my account?',
  'which factors do I have enrolled?',
  'I need the bitlocker key',
  'the beamer in the meeting room is dead',
  'when is lunch',
  '',
]

describe('usual wishes in free words', () => {
  test.each(handled)(
    '%s',
    async (text, expected) => {
      const played = await play(modelAt(server.url), ask('Help needed', text), tools, answer)
      const names = played.map(({ name }) => name)
      expect(names).toContain(expected)
      expect(names.at(-1)).toBe('resolve')
    },
    10_000,
  )

  test.each(byHand)('handed over: %s', async (text) => {
    const played = await play(modelAt(server.url), ask('Question', text), tools, answer)
    expect(played.at(-1)?.name).toBe('escalate')
    expect(String(played.at(-1)?.input['reason'])).toMatch(/^stand-in model: .{10,}/)
    const writes = played.filter(({ name }) =>
      /_(reset|unlock|suspend|clear|add|remove|assign|wipe|lock|delete)_?/.test(name),
    )
    expect(writes).toEqual([])
  })

  test('who asks for something about somebody else is not taken in their place', async () => {
    const message = ask(
      'Leaver',
      'please suspend the account of bob@acme.example and tell me when it is done',
    )
    const [first] = await play(modelAt(server.url), message, tools, answer)
    expect(first).toMatchObject({ name: 'okta_user_find', input: { email: 'bob@acme.example' } })
  })

  test('a wish whose tool is not offered is investigated and handed over, saying so', async () => {
    const few = tools.filter(({ name }) => ['okta_user_find', 'resolve', 'escalate'].includes(name))
    const played = await play(modelAt(server.url), ask('Locked', 'I am locked out'), few, answer)
    expect(played.map(({ name }) => name)).toEqual(['okta_user_find', 'escalate'])
    expect(played.at(-1)?.input['reason']).toContain('no tool is offered to unlock the account')
  })

  test('a denied step is tried once in another way where there is one', async () => {
    const played = await play(modelAt(server.url), ask('x', 'My password has expired'), tools, (call) =>
      call.name === 'okta_user_expire_password'
        ? { content: { code: 'policy_denied' }, isError: true }
        : answer(call),
    )
    expect(played.map(({ name }) => name)).toEqual([
      'okta_user_find',
      'okta_user_expire_password',
      'okta_user_reset_password',
      'resolve',
    ])
  })
})
