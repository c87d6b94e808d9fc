import { expect } from 'vitest'
import type { PlatformActionName } from '#catalog/index.ts'
import { googleDeviceId, googleGroupId, googleOrgUnitId } from '#sandbox/google/ids.ts'
import { type Case as AnyCase, forbidden } from '../every-action.ts'
import type { SandboxGoogle } from './support/sandbox-google.ts'

type Case = AnyCase<SandboxGoogle>

export const nobodyId = '199999999999999999999'

const person =
  (title: string) =>
  (google: SandboxGoogle): string =>
    google.person(title).id
const seller = person('Account Executive')
const group = (name: string) => (google: SandboxGoogle) => googleGroupId(google.company, name)
const unit = (path: string) => (google: SandboxGoogle) => ({ orgUnit: googleOrgUnitId(google.company, path) })
const suspended = (google: SandboxGoogle) => google.withStatus('SUSPENDED')
const put = { method: 'PUT', path: /\/users\/\d+$/, unfit: null } as const

export const cases: Record<PlatformActionName<'google'>, Case> = {
  'google.user.find': {
    params: (google) => ({ text: google.person('Account Executive').login.replace('@', '.alias@') }),
    fields: { users: [expect.objectContaining({ department: 'Sales', status: 'ACTIVE' })] },
    again: 'same',
    weak: forbidden('Recruiter'),
    nothing: { params: { text: 'nobody@acme.example' }, gets: { fields: { users: [] } } },
  },
  'google.user.get': {
    target: seller,
    fields: expect.objectContaining({
      department: 'Sales',
      status: 'ACTIVE',
      orgUnitPath: '/Sales',
      enrolledIn2Sv: true,
      manager: expect.stringContaining('@'),
    }),
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'google.user.list_groups': {
    target: seller,
    fields: { groups: expect.arrayContaining([expect.objectContaining({ name: 'vpn-users' })]) },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'google.user.list_tokens': {
    target: seller,
    fields: { tokens: expect.arrayContaining([expect.objectContaining({ app: 'Whiteboards' })]) },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'google.user.suspend': {
    target: seller,
    fields: { status: 'SUSPENDED' },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: put,
  },
  'google.user.unsuspend': {
    target: suspended,
    fields: { status: 'ACTIVE' },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: put,
  },
  'google.user.reset_password': {
    target: seller,
    fields: { mustChange: true },
    again: 'same',
    weak: forbidden('Recruiter'),
    secret: /^[2-9A-HJ-NP-Za-km-z]{20}$/,
    writes: { ...put, never: 'cannot_tell' },
  },
  'google.user.sign_out': {
    target: seller,
    fields: { signedOut: true },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: { method: 'POST', path: /\/signOut$/, never: 'cannot_tell', unfit: null },
  },
  'google.user.turn_off_2sv': {
    target: seller,
    fields: { enrolledIn2Sv: false },
    again: 'platform_conflict',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: {
      method: 'POST',
      path: /\/twoStepVerification\/turnOff$/,
      unfit: { target: person('Brand Designer'), gets: 'platform_conflict' },
    },
  },
  'google.user.generate_backup_codes': {
    target: seller,
    fields: { codes: 10 },
    again: 'same',
    secret: /^(\d{8}\n){9}\d{8}$/,
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: {
      method: 'POST',
      path: /\/verificationCodes\/generate$/,
      never: 'cannot_tell',
      unfit: { target: suspended, gets: 'platform_conflict' },
    },
  },
  'google.user.revoke_token': {
    params: () => ({ client: '292824132082-boards.apps.googleusercontent.com' }),
    target: seller,
    fields: { revoked: true },
    again: 'platform_not_found',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: {
      method: 'DELETE',
      path: /\/tokens\/[^/]+$/,
      unfit: { params: () => ({ client: 'unknown.apps.googleusercontent.com' }), gets: 'platform_not_found' },
    },
  },
  'google.user.move_org_unit': {
    params: unit('/Leavers'),
    target: seller,
    fields: { orgUnitPath: '/Leavers' },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: {
      ...put,
      unfit: { params: () => ({ orgUnit: 'id:03ph8a2zzzzzzzz' }), gets: 'platform_not_found' },
    },
  },
  'google.user.update_profile': {
    params: () => ({ givenName: 'Mo', title: 'Key Account Executive' }),
    target: seller,
    fields: { changed: ['givenName', 'title'] },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: put,
  },
  'google.user.update_department': {
    params: () => ({ department: 'Marketing' }),
    target: seller,
    fields: { department: 'Marketing' },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: put,
  },
  'google.user.update_manager': {
    params: (google) => ({ manager: google.person('Controller').id }),
    target: seller,
    fields: { manager: expect.stringMatching(/^\d+$/) },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: { ...put, unfit: { params: () => ({ manager: nobodyId }), gets: 'platform_not_found' } },
  },
  'google.user.update_phones': {
    params: () => ({ type: 'mobile', number: '+4930123456' }),
    target: seller,
    fields: { type: 'mobile', number: '+4930123456' },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: put,
  },
  'google.user.update_recovery_email': {
    params: () => ({ email: 'home@private.example' }),
    target: seller,
    fields: { recoveryEmail: 'home@private.example' },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: put,
  },
  'google.user.update_recovery_phone': {
    params: () => ({ phone: '+4930123456' }),
    target: seller,
    fields: { recoveryPhone: '+4930123456' },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: put,
  },
  'google.user.undelete': {
    params: unit('/Marketing'),
    target: (google) => google.withStatus('DEPROVISIONED'),
    fields: { restored: true },
    again: 'platform_conflict',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: {
      method: 'POST',
      path: /\/undelete$/,
      unfit: { target: seller, gets: 'platform_conflict' },
    },
  },
  'google.user.add_alias': {
    params: () => ({ alias: 'sales.desk@acme.example' }),
    target: seller,
    fields: { alias: 'sales.desk@acme.example' },
    again: 'platform_conflict',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: {
      method: 'POST',
      path: /\/aliases$/,
      unfit: { params: () => ({ alias: 'sales@elsewhere.example' }), gets: 'platform_invalid' },
    },
  },
  'google.group.find': {
    params: () => ({ text: 'vpn' }),
    fields: { groups: [expect.objectContaining({ name: 'vpn-users', email: 'vpn-users@acme.example' })] },
    again: 'same',
    weak: forbidden('Recruiter'),
    nothing: { params: { text: 'nobody@acme.example' }, gets: { fields: { groups: [] } } },
  },
  'google.group.list_members': {
    target: group('vpn-users'),
    fields: { members: expect.arrayContaining([expect.objectContaining({ role: 'MEMBER', type: 'USER' })]) },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'google.group.add_member': {
    params: (google) => ({ user: google.person('Recruiter').id }),
    target: group('vpn-users'),
    fields: { member: true },
    again: 'platform_conflict',
    weak: forbidden('Recruiter', 'Security Analyst'),
    writes: {
      method: 'POST',
      path: /\/members$/,
      unfit: { params: () => ({ user: nobodyId }), gets: 'platform_not_found' },
    },
  },
  'google.group.remove_member': {
    params: (google) => ({ user: google.person('Account Executive').id }),
    target: group('vpn-users'),
    fields: { member: false },
    again: 'platform_not_found',
    weak: forbidden('Recruiter', 'Security Analyst'),
    writes: {
      method: 'DELETE',
      path: /\/members\/\d+$/,
      unfit: { params: (google) => ({ user: google.person('Recruiter').id }), gets: 'platform_not_found' },
    },
  },
  'google.org_unit.list': {
    fields: { orgUnits: expect.arrayContaining([expect.objectContaining({ path: '/Finance' })]) },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'google.license.list': {
    params: () => ({ sku: 'Google-Vault' }),
    fields: { name: 'Google Vault', assignedTo: expect.arrayContaining([expect.stringContaining('@')]) },
    again: 'same',
    weak: forbidden('Recruiter'),
    nothing: { params: { sku: 'no-such-sku' }, gets: 'platform_not_found' },
  },
  'google.license.assign': {
    params: () => ({ sku: 'Google-Vault' }),
    target: seller,
    fields: { assigned: true },
    again: 'platform_conflict',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: {
      method: 'POST',
      path: /\/sku\/Google-Vault\/user$/,
      unfit: { params: () => ({ sku: '1010050001' }), gets: 'platform_conflict' },
    },
  },
  'google.license.remove': {
    params: () => ({ sku: '1010020028' }),
    target: seller,
    fields: { assigned: false },
    again: 'platform_not_found',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: {
      method: 'DELETE',
      path: /\/sku\/1010020028\/user\/[^/]+$/,
      unfit: { params: () => ({ sku: 'Google-Vault' }), gets: 'platform_not_found' },
    },
  },
  'google.device.list': {
    target: seller,
    fields: { devices: [expect.objectContaining({ model: 'iPhone 17', status: 'APPROVED' })] },
    again: 'same',
    weak: forbidden('Recruiter'),
  },
  'google.device.action': {
    params: () => ({ action: 'block' }),
    target: (google) => googleDeviceId(google.company, google.person('Account Executive').login),
    fields: { requested: 'block' },
    again: 'same',
    weak: forbidden('Recruiter', 'Service Desk Lead'),
    writes: { method: 'POST', path: /\/mobile\/[^/]+\/action$/, unfit: null },
  },
  'google.log.search': {
    // A sign-in is an event, and a reset forgets those.
    before: (google) => google.credential(google.person('Identity Lead').login, ['openid']),
    params: (google) => ({ user: google.person('Identity Lead').id, application: 'login', hours: 24 }),
    fields: { events: expect.arrayContaining([expect.objectContaining({ name: 'login_success' })]) },
    again: 'same',
    weak: forbidden('Recruiter'),
    nothing: {
      params: { user: '199999999999999999999', application: 'login', hours: 24 },
      gets: 'platform_not_found',
    },
  },
}
