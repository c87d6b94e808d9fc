import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { toolsFor } from '#model/tools.ts'
import { createModelServer, type ModelServer } from '#sandbox/model/server.ts'
import { ask, modelAt, type Played, play } from '#test/model/harness.ts'

let server: ModelServer
beforeAll(async () => {
  server = await createModelServer({ port: 0 })
})
afterAll(() => server.close())

/** Everything there is, as a tenant with all platforms is offered it. */
const tools = toolsFor([...catalog.values()])

const lists: Readonly<Record<string, unknown>> = {
  okta_user_list_factors: { factors: [] },
  okta_group_find: { groups: [{ id: 'G1', name: 'vpn-users' }] },
  microsoft_group_find: { groups: [{ id: 'G2', name: 'vpn-users' }] },
  google_group_find: { groups: [{ id: 'G3', name: 'vpn-users', email: 'vpn-users@acme.example' }] },
  microsoft_license_list_skus: {
    skus: [
      { id: 'S1', name: 'SPE_E3' },
      { id: 'S2', name: 'POWER_BI_PRO' },
      { id: 'S3', name: 'VISIOCLIENT' },
    ],
  },
  microsoft_user_list_auth_methods: {
    methods: [
      { id: 'M1', type: 'phone' },
      { id: 'M2', type: 'microsoftAuthenticator' },
    ],
  },
  microsoft_device_list: { devices: [{ id: 'D1', name: 'LAPTOP-001' }] },
  google_user_list_tokens: { tokens: [{ clientId: 'notes.example', app: 'Notes for Mail' }] },
  google_org_unit_list: { orgUnits: [{ id: 'id:1', path: '/Leavers', name: 'Leavers' }] },
}
const answer = ({ name, input }: Played) => {
  const email = input['email'] ?? input['text']
  const found = name.endsWith('_user_find') ? { users: [{ id: 'U1', email, upn: email }] } : lists[name]
  return { content: found ?? { done: true } }
}
const played = async (text: string) => play(modelAt(server.url), ask('Help', text), tools, answer)

describe('with every platform on offer, the one that is meant is taken', () => {
  test.each<[string, string, Record<string, unknown>]>([
    ['I lost my phone, please reset my MFA', 'okta_user_reset_factors', { target: 'U1' }],
    ['I am locked out of my account', 'okta_user_unlock', { target: 'U1' }],
    ['I forgot my password', 'okta_user_reset_password', { target: 'U1', delivery: 'email' }],
    ['My password has expired', 'okta_user_expire_password', { temporary: 'none' }],
    ['please sign me out of all Microsoft sessions', 'microsoft_user_revoke_sessions', { target: 'U1' }],
    ['I need a Visio licence', 'microsoft_license_assign', { target: 'U1', license: 'S3' }],
    ['Please give me a Power BI licence', 'microsoft_license_assign', { license: 'S2' }],
    ['I no longer need my Power BI license', 'microsoft_license_remove', { license: 'S2' }],
    ['add bob@acme.example to the vpn-users group in Entra', 'microsoft_group_add_member', { target: 'G2' }],
    ['disable the Microsoft account of bob@acme.example', 'microsoft_user_disable', { target: 'U1' }],
    [
      'My phone with the Microsoft authenticator is lost',
      'microsoft_user_delete_auth_method',
      { type: 'microsoftAuthenticator', method: 'M2' },
    ],
    ['Could you lock my laptop, it is at the airport', 'microsoft_device_lock', { target: 'D1' }],
    ['Sign me out of all Google sessions', 'google_user_sign_out', { target: 'U1' }],
    ['suspend the Google account of bob@acme.example', 'google_user_suspend', { target: 'U1' }],
    ['I lost my phone, 2-step verification of my Gmail is stuck', 'google_user_turn_off_2sv', {}],
    ['add me to the vpn-users group in Google', 'google_group_add_member', { target: 'G3', user: 'U1' }],
    ['I need a Google Vault licence', 'google_license_assign', { sku: 'Google-Vault' }],
    [
      'remove the third-party app "Notes for Mail" from my Google account',
      'google_user_revoke_token',
      { client: 'notes.example' },
    ],
    [
      'move bob@acme.example to the "Leavers" organizational unit in Google',
      'google_user_move_org_unit',
      { orgUnit: 'id:1' },
    ],
    [
      'New hire Nina Berg starts on Monday, please create nina.berg@acme.example',
      'okta_user_create',
      { login: 'nina.berg@acme.example', firstName: 'Nina', lastName: 'Berg' },
    ],
  ])(
    '%s',
    async (text, tool, input) => {
      const calls = await played(text)
      const call = calls.find(({ name }) => name === tool)
      expect(calls.map(({ name }) => name)).toContain(tool)
      expect(call?.input).toMatchObject(input)
      expect(calls.at(-1)?.name).toBe('resolve')
    },
    10_000,
  )
})
