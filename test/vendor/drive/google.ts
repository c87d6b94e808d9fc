import { catalog } from '#catalog/index.ts'
import { googleDeviceId, googleGroupId } from '#sandbox/google/ids.ts'
import { roles } from '#sandbox/google/roles.ts'
import { cases, nobodyId } from '#test/connectors/google/cases.ts'
import { sandboxGoogle } from '#test/connectors/google/support/sandbox-google.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { routesOf } from '../emulated.ts'
import { recording } from '../traffic.ts'
import { asking, type Drive, whatever } from './drive.ts'

const longAgo = '2026-01-01T00:00:00.000Z'

export async function driveGoogle(): Promise<Drive> {
  const exchanges: Drive['exchanges'] = []
  const fetchFor = recording(sandboxFetchFor, exchanges)
  const google = await sandboxGoogle({ fetchFor })
  try {
    const top = await google.credential(google.person('Head of IT').login)
    const weak = await google.credential(google.person('Recruiter').login)
    const soon = () => AbortSignal.timeout(10_000)
    for (const [action, each] of Object.entries(cases)) {
      await google.reset()
      await each.before?.(google)
      const target = each.target?.(google) ?? null
      const params = each.params?.(google) ?? {}
      const run = (as = top, about = target, more = params) => google.run(action, as, about, more)
      const unfit = each.writes?.unfit
      await whatever(
        () => run().execute(),
        () => run().execute(),
        () => run().happened(longAgo),
        () => run(weak).execute(),
        () => (target === null ? undefined : run(top, { id: each.nobody ?? nobodyId }).execute()),
        () =>
          unfit
            ? run(top, unfit.target?.(google) ?? target, unfit.params?.(google) ?? params).execute()
            : undefined,
        () =>
          target === null
            ? undefined
            : google.resolver.resolve(catalog.get(action)?.targetType ?? '', target.id, top, soon()),
      )
    }
    await google.reset()
    const { id, login } = google.person('Service Desk Engineer')
    await whatever(
      () => google.resolver.entitlements(id, top, soon()),
      () => google.resolver.findByEmail(login, top, soon()),
      () => google.resolver.events({ types: ['SUSPEND_USER'], targetId: id, since: longAgo }, top, soon()),
    )
    await withoutAnAction(google, asking(fetchFor(google.url), google.url, top.accessToken))
    return { exchanges, routes: await routesOf(google.url) }
  } finally {
    await google.close()
  }
}

type Google = Awaited<ReturnType<typeof sandboxGoogle>>

/** What the connector does not use, or not in all its forms. */
async function withoutAnAction(google: Google, ask: ReturnType<typeof asking>): Promise<void> {
  const { id, login } = google.person('Account Executive')
  const directory = '/admin/directory/v1'
  const vpn = googleGroupId(google.company, 'vpn-users')
  const device = googleDeviceId(google.company, login)
  for (const path of [
    `${directory}/users?customer=my_customer&maxResults=2`,
    `${directory}/users?customer=my_customer&showDeleted=true`,
    `${directory}/users/${id}?viewType=domain_public`,
    `${directory}/users/${id}/aliases`,
    `${directory}/users/${id}/verificationCodes`,
    `${directory}/groups?customer=my_customer&maxResults=2`,
    `${directory}/groups/${vpn}/members?maxResults=1`,
    `${directory}/groups/${vpn}/members/${id}`,
    `${directory}/customer/my_customer/orgunits?type=all`,
    `${directory}/customer/my_customer/orgunits/Sales`,
    `${directory}/customer/my_customer/roleassignments`,
    `${directory}/customer/my_customer/roles/${roles[0]?.roleId}`,
    `${directory}/customer/my_customer/devices/mobile?maxResults=2`,
    `${directory}/customer/my_customer/devices/mobile/${device}`,
    '/apps/licensing/v1/product/Google-Apps/users?customerId=acme.example&maxResults=2',
    '/admin/reports/v1/activity/users/all/applications/admin?maxResults=5',
  ])
    await ask('GET', path)
}
