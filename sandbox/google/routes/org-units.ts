import type { FastifyInstance } from 'fastify'
import type { Google } from '../context.ts'
import { notFound } from '../errors.ts'
import type { Directory } from '../model.ts'
import { assertHolds } from '../rights.ts'

const base = '/admin/directory/v1/customer/:customer/orgunits'
const scopes = ['admin.directory.orgunit.readonly', 'admin.directory.orgunit'] as const

export function addOrgUnitRoutes(app: FastifyInstance, google: Google): void {
  app.get(base, async (request) => {
    const caller = await google.authorize(request, ...scopes)
    assertHolds(google.directory, caller.user, 'ORGANIZATION_UNITS_RETRIEVE')
    const units = caller.seen.orgUnits.filter((unit) => unit.path !== '/')
    return { kind: 'admin#directory#orgUnits', organizationUnits: units.map(rendered) }
  })

  // By id, or by its path without the leading slash.
  app.get<{ Params: { '*': string } }>(`${base}/*`, async (request) => {
    const caller = await google.authorize(request, ...scopes)
    assertHolds(google.directory, caller.user, 'ORGANIZATION_UNITS_RETRIEVE')
    const key = request.params['*']
    const unit = caller.seen.orgUnits.find((each) => each.orgUnitId === key || each.path === `/${key}`)
    if (!unit) throw notFound('orgUnit')
    return rendered(unit)
  })
}

const rendered = (unit: Directory['orgUnits'][number]) => ({
  kind: 'admin#directory#orgUnit',
  name: unit.name,
  orgUnitPath: unit.path,
  orgUnitId: unit.orgUnitId,
  ...(unit.path !== '/' && { parentOrgUnitPath: '/' }),
})
