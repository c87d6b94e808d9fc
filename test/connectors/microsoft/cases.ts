import { expect } from 'vitest'
import type { PlatformActionName } from '#catalog/index.ts'
import { skuIdOf } from '#sandbox/microsoft/ids.ts'
import { mobilePhoneId } from '#sandbox/microsoft/seed-things.ts'
import { type Case as AnyCase, forbidden } from '../every-action.ts'
import type { SandboxMicrosoft } from './sandbox-microsoft.ts'

type Case = AnyCase<SandboxMicrosoft>

type Of<Value> = (microsoft: SandboxMicrosoft) => Value

const executive: Of<string> = (microsoft) => microsoft.person('Account Executive').id
const synced: Of<string> = (microsoft) => microsoft.person('Office Manager').id
const device =
  (title: string): Of<string> =>
  (microsoft) =>
    microsoft.deviceOf(title)
const group =
  (name: string): Of<string> =>
  (microsoft) =>
    microsoft.group(name)
const anyone = [{ title: 'Recruiter', gets: 'same' }] as const
type Writes = NonNullable<Case['writes']>
const on = (method: Writes['method'], path: RegExp, unfit: Writes['unfit'] = null) => ({
  method,
  path,
  unfit,
})
const patch = { target: synced, gets: 'platform_conflict' } as const
const member = (title: string) => (microsoft: SandboxMicrosoft) => ({ user: microsoft.person(title).id })
const sku = (name: string) => () => ({ license: skuIdOf(name) })

export const cases: Record<PlatformActionName<'microsoft'>, Case> = {
  'microsoft.user.find': {
    params: (microsoft) => ({ email: microsoft.person('Account Executive').login.toUpperCase() }),
    fields: { users: [expect.objectContaining({ department: 'Sales', enabled: true })] },
    again: 'same',
    nothing: { params: { email: 'nobody@acme.example' }, gets: { fields: { users: [] } } },
    weak: anyone,
  },
  'microsoft.user.get': {
    target: executive,
    fields: expect.objectContaining({ department: 'Sales', enabled: true, synchronised: false }),
    again: 'same',
    weak: anyone,
  },
  'microsoft.user.list_groups': {
    target: (microsoft) => microsoft.person('Platform Operator').id,
    // The last one through the first.
    fields: {
      groups: expect.arrayContaining(
        ['it', 'operators', 'vpn-users'].map((name) => expect.objectContaining({ name, kind: 'security' })),
      ),
    },
    again: 'same',
    weak: anyone,
  },
  'microsoft.user.list_roles': {
    target: (microsoft) => microsoft.person('Service Desk Engineer').id,
    fields: {
      roles: [expect.objectContaining({ name: 'Helpdesk Administrator', how: 'group', scope: '/' })],
    },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'microsoft.user.list_auth_methods': {
    target: executive,
    fields: {
      methods: expect.arrayContaining([expect.objectContaining({ type: 'microsoftAuthenticator' })]),
    },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
  },
  'microsoft.user.delete_auth_method': {
    params: () => ({ type: 'phone', method: mobilePhoneId }),
    target: (microsoft) => microsoft.person('Head of Sales').id,
    fields: { deleted: true },
    again: 'platform_not_found',
    weak: forbidden('Service Desk Lead'),
    writes: on('DELETE', /\/authentication\/phoneMethods\//, {
      params: (microsoft) => ({
        type: 'microsoftAuthenticator',
        method: microsoft.methodId('Head of Sales', 'microsoftAuthenticator'),
      }),
      gets: 'platform_conflict',
    }),
  },
  'microsoft.user.create_temporary_access_pass': {
    params: () => ({ minutes: 60, once: true }),
    target: executive,
    fields: expect.objectContaining({ minutes: 60, once: true }),
    secret: /^.{8,}$/,
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('POST', /\/temporaryAccessPassMethods$/),
  },
  'microsoft.user.reset_password': {
    target: executive,
    fields: { mustChange: true },
    secret: /^.{8,}$/,
    again: 'same',
    weak: forbidden('Applications Owner'),
    writes: on('PATCH', /^\/v1\.0\/users\//, patch),
  },
  'microsoft.user.revoke_sessions': {
    target: executive,
    fields: { revoked: true },
    again: 'same',
    weak: forbidden('Recruiter'),
    writes: on('POST', /\/revokeSignInSessions$/),
  },
  'microsoft.user.enable': {
    target: (microsoft) => microsoft.person('Account Manager').id,
    fields: { enabled: true },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('PATCH', /^\/v1\.0\/users\//, patch),
  },
  'microsoft.user.disable': {
    target: executive,
    fields: { enabled: false },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('PATCH', /^\/v1\.0\/users\//, patch),
  },
  'microsoft.user.update_profile': {
    params: () => ({ jobTitle: 'Senior “Executive”', usageLocation: 'FR' }),
    target: executive,
    fields: { changed: ['jobTitle', 'usageLocation'] },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('PATCH', /^\/v1\.0\/users\//, patch),
  },
  'microsoft.user.update_department': {
    params: () => ({ department: 'Finance' }),
    target: executive,
    fields: { changed: ['department'] },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('PATCH', /^\/v1\.0\/users\//, patch),
  },
  'microsoft.user.update_manager': {
    params: (microsoft) => ({ manager: microsoft.person('Controller').id }),
    target: executive,
    fields: { changed: ['manager'] },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('PUT', /\/manager\/\$ref$/),
  },
  'microsoft.user.update_mail': {
    params: () => ({ mail: 'new.name@acme.example', otherMails: ['old.name@acme.example'] }),
    target: executive,
    fields: { changed: ['mail', 'otherMails'] },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('PATCH', /^\/v1\.0\/users\//, patch),
  },
  'microsoft.user.update_phones': {
    params: () => ({ mobile: '+49 151 2345678', business: '+49 30 1234' }),
    stood: () => ({ business: '+49 30 99999' }),
    target: executive,
    fields: { changed: ['business', 'mobile'] },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('PATCH', /^\/v1\.0\/users\//, patch),
  },
  'microsoft.user.restore': {
    target: (microsoft) => microsoft.person('Growth Analyst').id,
    fields: { upn: expect.stringMatching(/^[a-z.]+@acme\.example$/) },
    again: 'platform_not_found',
    weak: forbidden('Service Desk Lead'),
    writes: on('POST', /\/deletedItems\/.*\/restore$/, { target: executive, gets: 'platform_not_found' }),
  },
  'microsoft.license.list_skus': {
    fields: {
      skus: expect.arrayContaining([
        expect.objectContaining({ name: 'VISIOCLIENT', free: 5 }),
        expect.objectContaining({ name: 'POWER_BI_PRO', free: 0 }),
      ]),
    },
    again: 'same',
    weak: anyone,
  },
  'microsoft.license.list': {
    target: (microsoft) => microsoft.person('Data Engineer').id,
    fields: {
      licenses: [
        expect.objectContaining({ name: 'SPE_E3', byGroup: null }),
        expect.objectContaining({ name: 'PROJECT_P3', byGroup: expect.any(String) }),
      ],
    },
    again: 'same',
    weak: anyone,
  },
  'microsoft.license.assign': {
    params: sku('VISIOCLIENT'),
    target: executive,
    fields: { assigned: true },
    again: 'same',
    weak: forbidden('Service Desk Lead'),
    writes: on('POST', /\/assignLicense$/, { params: sku('POWER_BI_PRO'), gets: 'platform_conflict' }),
  },
  'microsoft.license.remove': {
    params: sku('SPE_E3'),
    target: executive,
    fields: { removed: true },
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    writes: on('POST', /\/assignLicense$/, {
      target: (microsoft) => microsoft.person('Data Engineer').id,
      params: sku('PROJECT_P3'),
      gets: 'platform_conflict',
    }),
  },
  'microsoft.group.find': {
    params: () => ({ name: 'IT-' }),
    fields: {
      groups: [
        expect.objectContaining({ name: 'it-admins', roleAssignable: false }),
        expect.objectContaining({ name: 'it-helpdesk', roleAssignable: true }),
      ],
    },
    again: 'same',
    nothing: { params: { name: 'nothing-' }, gets: { fields: { groups: [] } } },
    weak: anyone,
  },
  'microsoft.group.list_members': {
    target: group('operators'),
    fields: { members: [expect.objectContaining({ type: 'user', upn: expect.stringContaining('@') })] },
    again: 'same',
    weak: anyone,
  },
  'microsoft.group.add_member': {
    params: member('Recruiter'),
    target: group('vpn-users'),
    fields: { member: true },
    again: 'platform_conflict',
    weak: forbidden('Service Desk Lead'),
    writes: on('POST', /^\/v1\.0\/groups\/[^/]+\/members\/\$ref$/, {
      target: group('marketing'),
      gets: 'platform_conflict',
    }),
  },
  'microsoft.group.remove_member': {
    params: member('Account Executive'),
    target: group('vpn-users'),
    fields: { member: false },
    again: 'platform_not_found',
    weak: forbidden('Service Desk Lead'),
    writes: on('DELETE', /^\/v1\.0\/groups\/[^/]+\/members\/[^/]+\/\$ref$/, {
      target: group('finance'),
      gets: 'platform_conflict',
    }),
  },
  'microsoft.mailbox.get_settings': {
    by: 'Account Executive',
    target: executive,
    fields: expect.objectContaining({ automaticReplies: expect.objectContaining({ status: 'disabled' }) }),
    again: 'same',
    // Nobody's role reaches another's mailbox.
    weak: forbidden('Head of IT'),
  },
  'microsoft.mailbox.set_automatic_replies': {
    by: 'Account Executive',
    params: () => ({
      status: 'scheduled',
      audience: 'contactsOnly',
      internal: 'Back on <Monday> & rested\nAda',
      start: '2026-12-01T08:00:00Z',
      end: '2026-12-05T17:00:00Z',
    }),
    target: executive,
    fields: { status: 'scheduled' },
    again: 'same',
    weak: forbidden('Head of IT'),
    writes: on('PATCH', /\/mailboxSettings$/),
  },
  'microsoft.mailbox.list_rules': {
    by: 'Account Executive',
    target: executive,
    fields: {
      rules: expect.arrayContaining([
        expect.objectContaining({ name: 'fwd', forwardsTo: ['x@elsewhere.example'], enabled: true }),
      ]),
    },
    again: 'same',
    weak: forbidden('Head of IT'),
  },
  'microsoft.mailbox.delete_rule': {
    by: 'Account Executive',
    params: (microsoft) => ({ rule: microsoft.ruleId('Account Executive', 'fwd') }),
    target: executive,
    fields: { deleted: true },
    again: 'platform_not_found',
    weak: forbidden('Head of IT'),
    writes: on('DELETE', /\/messageRules\//),
  },
  'microsoft.device.list': {
    target: executive,
    fields: {
      devices: [expect.objectContaining({ name: expect.stringMatching(/^LAPTOP-/), owner: 'company' })],
    },
    again: 'same',
    weak: forbidden('Identity Lead'),
  },
  'microsoft.device.sync': deviceCase('syncDevice'),
  'microsoft.device.reboot': deviceCase('rebootNow'),
  'microsoft.device.lock': {
    ...deviceCase('remoteLock'),
    target: (microsoft) => microsoft.deviceOn('macOS'),
    writes: on('POST', /\/remoteLock$/, {
      target: (microsoft) => microsoft.deviceOn('Windows'),
      gets: 'platform_conflict',
    }),
  },
  'microsoft.device.retire': deviceCase('retire'),
  'microsoft.device.wipe': { ...deviceCase('wipe'), params: () => ({ keepUserData: true }) },
  'microsoft.log.sign_ins': {
    params: () => ({ hours: 24 }),
    target: executive,
    fields: {
      signIns: [
        expect.objectContaining({ errorCode: 0, reason: null, place: 'Berlin, DE' }),
        expect.objectContaining({ errorCode: 50126 }),
      ],
      more: false,
    },
    again: 'same',
    // A log knows no people: of nobody it has nothing.
    nobody: { fields: { signIns: [], more: false } },
    weak: forbidden('Identity Lead'),
  },
  'microsoft.log.directory_audits': {
    params: () => ({ hours: 24 }),
    target: executive,
    fields: { audits: [], more: false },
    again: 'same',
    nobody: { fields: { audits: [], more: false } },
    weak: forbidden('Identity Lead'),
  },
  'microsoft.risk.list': {
    params: () => ({ level: 'high' }),
    fields: { users: [expect.objectContaining({ level: 'high', state: 'atRisk' })], more: false },
    again: 'same',
    nothing: { params: { level: 'low' }, gets: { fields: { users: [], more: false } } },
    weak: forbidden('Identity Lead'),
  },
  'microsoft.risk.dismiss': {
    target: (microsoft) => microsoft.person('Quality Engineer').id,
    fields: { dismissed: true },
    again: 'same',
    weak: forbidden('Security Analyst'),
    writes: on('POST', /\/riskyUsers\/dismiss$/, { target: executive, gets: 'platform_not_found' }),
  },
}

function deviceCase(call: string): Case {
  return {
    target: device('Account Executive'),
    fields: { ordered: true },
    again: 'same',
    weak: forbidden('Identity Lead'),
    writes: on('POST', new RegExp(`^/v1\\.0/deviceManagement/managedDevices/[^/]+/${call}$`)),
  }
}
