import type { admin_directory_v1 } from '@googleapis/admin'
import { DexError } from '#contract/error.ts'
import type { GoogleApi } from './run.ts'

export interface OrgUnit {
  id: string
  path: string
  name: string
}

export async function readOrgUnit(api: GoogleApi, id: string): Promise<OrgUnit> {
  const unit = toOrgUnit(
    (await api.directory.orgunits.get({ customerId: 'my_customer', orgUnitPath: id })).data,
  )
  if (unit.id === id) return unit
  throw new DexError('platform_bad_answer', undefined, { log: 'google: another org unit than asked for' })
}

export async function listOrgUnits(api: GoogleApi): Promise<OrgUnit[]> {
  const { data } = await api.directory.orgunits.list({ customerId: 'my_customer', type: 'all' })
  return (data.organizationUnits ?? []).map((unit) => toOrgUnit(unit))
}

function toOrgUnit(unit: admin_directory_v1.Schema$OrgUnit | null | undefined): OrgUnit {
  const { orgUnitId: id, orgUnitPath: path, name } = unit ?? {}
  if (typeof id === 'string' && typeof path === 'string' && path.startsWith('/')) {
    return { id, path, name: name ?? path }
  }
  throw new DexError('platform_bad_answer', undefined, { log: 'google: not an org unit' })
}
