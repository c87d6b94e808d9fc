import type { Company } from '../company/company.ts'
import type { CompanyAccount } from '../company/account.ts'
import { entraUserId, intuneDeviceId, stableGuid } from './ids.ts'
import type { Device, Method, Risk, Rule } from './model.ts'

const seeded = '2025-03-03T09:00:00Z'

/** The vendor's own, the same for everybody. */
export const mobilePhoneId = '3179e48a-750b-4051-897c-87b9720928f7'

export function methodsOf(userId: string, account: CompanyAccount, count: number): Method[] {
  const all: Method[] = [
    {
      id: stableGuid('authenticator', userId),
      type: 'microsoftAuthenticator',
      createdDateTime: seeded,
      shown: {
        displayName: `${account.firstName}’s phone`,
        deviceTag: 'SoftwareTokenActivated',
        phoneAppVersion: '6.2411.1',
      },
    },
    {
      id: mobilePhoneId,
      type: 'phone',
      createdDateTime: seeded,
      shown: { phoneNumber: account.phone, phoneType: 'mobile', smsSignInState: 'notConfigured' },
    },
    {
      id: `${stableGuid('fido2', userId).replaceAll('-', '')}_-2`,
      type: 'fido2',
      createdDateTime: seeded,
      shown: {
        displayName: 'Blue key',
        aaGuid: stableGuid('aaguid'),
        model: 'Key 5',
        attestationLevel: 'attested',
      },
    },
  ]
  const token: Method = {
    id: stableGuid('token', userId),
    type: 'softwareOath',
    createdDateTime: seeded,
    shown: { secretKey: null },
  }
  return [...all.slice(0, count), ...(account.title === 'Events Manager' ? [token] : [])]
}

export function deviceOf(company: Company, account: CompanyAccount, index: number): Device {
  const userId = entraUserId(company, account.login)
  const mac = index % 3 === 2
  return {
    id: intuneDeviceId(company, account.login),
    userId,
    shown: {
      userPrincipalName: account.login,
      userDisplayName: `${account.firstName} ${account.lastName}`,
      emailAddress: account.email,
      deviceName: `LAPTOP-${String(index + 1).padStart(3, '0')}`,
      managedDeviceOwnerType: 'company',
      enrolledDateTime: seeded,
      lastSyncDateTime: seeded,
      operatingSystem: mac ? 'macOS' : 'Windows',
      osVersion: mac ? '15.6' : '10.0.26100.1',
      complianceState: index % 7 === 3 ? 'noncompliant' : 'compliant',
      isEncrypted: true,
      azureADDeviceId: stableGuid('entra-device', account.login),
      serialNumber: `SN${String(index).padStart(6, '0')}`,
      manufacturer: mac ? 'Apple' : 'Lenovo',
      model: mac ? 'MacBook Air' : 'T14',
    },
    actions: [],
  }
}

export function rulesOf(userId: string, account: CompanyAccount): Rule[] {
  const rule = (name: string, actions: Record<string, unknown>): Rule => ({
    id: `AQAA${stableGuid('rule', userId, name).replaceAll('-', '').slice(0, 12)}=`,
    displayName: name,
    actions: { stopProcessingRules: true, ...actions },
  })
  const newsletters = rule('Newsletters', { moveToFolder: 'AAMk' })
  // What somebody leaves behind who has got into a mailbox.
  const leak = rule('fwd', {
    forwardTo: [{ emailAddress: { name: 'x', address: 'x@elsewhere.example' } }],
  })
  return account.title === 'Account Executive' ? [newsletters, leak] : [newsletters]
}

/** Those who were locked out have been attacked. */
export const riskOf = (account: CompanyAccount): Risk | null =>
  account.status === 'LOCKED_OUT'
    ? {
        riskLevel: account.department === 'Sales' ? 'high' : 'medium',
        riskState: 'atRisk',
        riskDetail: 'none',
        riskLastUpdatedDateTime: seeded,
      }
    : null
