import { createHash } from 'node:crypto'
import type { Company } from '../company/company.ts'

function digest(parts: readonly (string | number)[]): bigint {
  return BigInt(`0x${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`)
}

/** Users: 21 digits, as the vendor's. */
export const googleUserId = (company: Company, login: string): string =>
  `1${String(digest([company.domain, company.seed, 'google user', login]) % 10n ** 20n).padStart(20, '0')}`

/** Groups: 15 lower-case letters and digits. */
export const googleGroupId = (company: Company, name: string): string =>
  `01${base36(digest([company.domain, company.seed, 'google group', name]), 13)}`

export const googleOrgUnitId = (company: Company, path: string): string =>
  `id:03ph8a2z${base36(digest([company.domain, company.seed, 'google org unit', path]), 7)}`

/** Roles and role assignments: 64-bit numbers as text. */
export const googleNumber = (...parts: readonly (string | number)[]): string =>
  String((digest(parts) % 10n ** 17n) + 10n ** 17n)

export const googleDeviceId = (company: Company, login: string): string =>
  `AFiQxQ${base36(digest([company.domain, company.seed, 'google device', login]), 40)}`

const base36 = (value: bigint, length: number): string =>
  value.toString(36).slice(0, length).padEnd(length, '0')
