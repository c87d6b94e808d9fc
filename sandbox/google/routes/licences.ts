import type { FastifyInstance } from 'fastify'
import { findUser, type Google } from '../context.ts'
import { GoogleRefusal, notFound } from '../errors.ts'
import type { Licence } from '../model.ts'
import { pageOf } from '../paging.ts'
import { assertHolds } from '../rights.ts'

interface BySku {
  Params: { product: string; sku: string; user: string }
  Querystring: Record<string, string | undefined>
}
const base = '/apps/licensing/v1/product/:product'
const page = { usual: 100, most: 1_000 }

export function addLicenceRoutes(app: FastifyInstance, google: Google): void {
  const rendered = ({ productId, skuId, userId }: Licence) => ({
    kind: 'licensing#licenseAssignment',
    etags: '"sandbox"',
    productId,
    skuId,
    productName: productId,
    skuName: skuId,
    userId: google.directory.users.find(({ id }) => id === userId)?.primaryEmail ?? userId,
    selfLink: '',
  })

  for (const path of [`${base}/users`, `${base}/sku/:sku/users`]) {
    app.get<BySku>(path, async (request) => {
      const caller = await google.authorize(request, 'apps.licensing')
      assertHolds(google.directory, caller.user, 'LICENSING_READ')
      const { product, sku } = request.params
      if (request.query['customerId'] === undefined) throw new GoogleRefusal('required')
      const found = caller.searched.licences.filter(
        ({ productId, skuId }) => productId === product && (sku === undefined || skuId === sku),
      )
      const shown = pageOf(found, request.query, page, 'items', rendered)
      return { kind: 'licensing#licenseAssignmentList', ...shown }
    })
  }

  const assigned = (list: readonly Licence[], { product, sku, user }: BySku['Params']): Licence => {
    const { id } = findUser(google.directory, user)
    const found = list.find((each) => each.productId === product && each.skuId === sku && each.userId === id)
    if (!found)
      throw new GoogleRefusal('notFound', 'User does not have a license for specified sku and product')
    return found
  }

  app.get<BySku>(`${base}/sku/:sku/user/:user`, async (request) => {
    const caller = await google.authorize(request, 'apps.licensing')
    assertHolds(google.directory, caller.user, 'LICENSING_READ')
    return rendered(assigned(caller.seen.licences, request.params))
  })

  app.post<BySku>(`${base}/sku/:sku/user`, async (request) => {
    const caller = await google.authorize(request, 'apps.licensing')
    assertHolds(google.directory, caller.user, 'LICENSING')
    const { product: productId, sku: skuId } = request.params
    const user = findUser(
      google.directory,
      String((request.body as { userId?: unknown } | undefined)?.userId),
    )
    const { licences, seats } = google.directory
    const seatsOfSku = seats[skuId]
    if (seatsOfSku === undefined) throw notFound('resourceId')
    if (licences.some((each) => each.productId === productId && each.userId === user.id)) {
      throw new GoogleRefusal(
        'conditionNotMet',
        'User already has a license for the specified product and SKU',
      )
    }
    if (licences.filter((each) => each.skuId === skuId).length >= seatsOfSku) {
      throw new GoogleRefusal('conditionNotMet', 'There aren’t enough available licenses')
    }
    const added = { productId, skuId, userId: user.id }
    google.write(caller, () => licences.push(added), [
      {
        name: 'USER_LICENSE_ASSIGNMENT',
        parameters: { USER_EMAIL: user.primaryEmail, PRODUCT_NAME: productId, NEW_VALUE: skuId },
      },
    ])
    return rendered(added)
  })

  app.delete<BySku>(`${base}/sku/:sku/user/:user`, async (request) => {
    const caller = await google.authorize(request, 'apps.licensing')
    assertHolds(google.directory, caller.user, 'LICENSING')
    const gone = assigned(google.directory.licences, request.params)
    const { primaryEmail } = findUser(google.directory, gone.userId)
    const change = () => {
      google.directory.licences = google.directory.licences.filter((each) => each !== gone)
    }
    google.write(caller, change, [
      {
        name: 'USER_LICENSE_REVOKE',
        parameters: { USER_EMAIL: primaryEmail, PRODUCT_NAME: gone.productId, OLD_VALUE: gone.skuId },
      },
    ])
    return {}
  })
}
