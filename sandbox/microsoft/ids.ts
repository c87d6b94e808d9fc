import { createHash, randomUUID } from 'node:crypto'
import type { Company } from '../company/company.ts'

/** The same parts give the same GUID on every machine, so that a seeded company never moves. */
export function stableGuid(...parts: readonly (string | number)[]): string {
  const hex = createHash('sha512').update(JSON.stringify(parts)).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

export const freshGuid = (): string => randomUUID()

const of = (company: Company, kind: string, name: string) =>
  stableGuid(company.domain, company.seed, 'microsoft', kind, name)

export const entraTenantId = (company: Company) => of(company, 'tenant', company.name)
export const entraUserId = (company: Company, login: string) => of(company, 'user', login)
export const entraGroupId = (company: Company, name: string) => of(company, 'group', name)
export const intuneDeviceId = (company: Company, login: string) => of(company, 'device', login)
export const skuIdOf = (name: string) => stableGuid('microsoft', 'sku', name)
