import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { findUser, type Microsoft } from '../context.ts'
import { badRequest } from '../errors.ts'
import type { User } from '../model.ts'
import { listOf } from '../paging.ts'
import { renderSku, renderUser, usedSeats } from '../render.ts'
import { assertHolds } from '../rights.ts'

interface ById {
  Params: { id: string }
}

const Change = z.strictObject({
  addLicenses: z.array(z.strictObject({ skuId: z.string(), disabledPlans: z.array(z.string()) })),
  removeLicenses: z.array(z.string()),
})

export function addLicenseRoutes(app: FastifyInstance, microsoft: Microsoft): void {
  app.get('/v1.0/subscribedSkus', async (request) => {
    const caller = await microsoft.authorize(request, 'LicenseAssignment.Read.All')
    const { listed } = caller
    return listOf(
      microsoft,
      request,
      listed.skus.map((sku) => renderSku(listed, sku)),
    )
  })

  app.get<ById>('/v1.0/users/:id/licenseDetails', async (request) => {
    const caller = await microsoft.authorize(request, 'LicenseAssignment.Read.All')
    const user = findUser(caller.seen, request.params.id)
    const details = caller.seen.skus
      .filter((sku) => user.licenses.some((license) => license.skuId === sku.skuId))
      .map((sku) => ({ id: sku.skuId, skuId: sku.skuId, skuPartNumber: sku.skuPartNumber, servicePlans: [] }))
    return listOf(microsoft, request, details)
  })

  app.post<ById>('/v1.0/users/:id/assignLicense', async (request) => {
    const caller = await microsoft.authorize(request, 'LicenseAssignment.ReadWrite.All')
    const user = findUser(microsoft.directory, request.params.id)
    assertHolds(microsoft.directory, caller.user, 'assign_licenses')
    const parsed = Change.safeParse(request.body)
    if (!parsed.success) throw badRequest('One or more parameters of the operation are missing or invalid.')
    const added = parsed.data.addLicenses.map((license) => license.skuId)
    for (const skuId of added) assertAssignable(microsoft, user, skuId)
    for (const skuId of parsed.data.removeLicenses) assertRemovable(user, skuId)
    const change = () => {
      user.licenses = [
        ...user.licenses.filter(
          (license) =>
            license.byGroup !== null ||
            (!parsed.data.removeLicenses.includes(license.skuId) && !added.includes(license.skuId)),
        ),
        ...added.map((skuId) => ({ skuId, byGroup: null })),
      ]
    }
    microsoft.write(
      caller,
      change,
      { activity: 'Change user license', users: [user] },
      { activity: 'Update user', users: [user] },
    )
    return renderUser(user)
  })
}

function assertAssignable(microsoft: Microsoft, user: User, skuId: string): void {
  const sku = microsoft.directory.skus.find((each) => each.skuId === skuId && each.appliesTo === 'User')
  if (!sku) throw badRequest(`License ${skuId} does not correspond to a valid company License.`)
  if (user.shown.usageLocation === null)
    throw badRequest('License assignment cannot be done for user with invalid usage location.')
  const has = user.licenses.some((license) => license.skuId === skuId)
  if (!has && usedSeats(microsoft.directory, skuId) >= sku.enabled)
    throw badRequest(`Subscription with SKU ${skuId} does not have any available licenses.`)
}

function assertRemovable(user: User, skuId: string): void {
  const held = user.licenses.filter((license) => license.skuId === skuId)
  if (held.length === 0) throw badRequest('User does not have a corresponding license.')
  if (held.every((license) => license.byGroup !== null))
    throw badRequest(
      'User license is inherited from a group membership and it cannot be removed directly from the user.',
    )
}
