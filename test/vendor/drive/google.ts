import { googleDeviceId, googleGroupId } from '#sandbox/google/ids.ts'
import { roles } from '#sandbox/google/roles.ts'
import { cases, nobodyId } from '#test/connectors/google/cases.ts'
import { sandboxGoogle } from '#test/connectors/google/support/sandbox-google.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { routesOf } from '../emulated.ts'
import { recording } from '../traffic.ts'
import { asking, type Drive, driveActions, whatever } from './drive.ts'

const longAgo = '2026-01-01T00:00:00.000Z'

export async function driveGoogle(): Promise<Drive> {
  const exchanges: Drive['exchanges'] = []
  const fetchFor = recording(sandboxFetchFor, exchanges)
  const google = await sandboxGoogle({ fetchFor })
  try {
    await driveActions(google, cases, (type) => (type === 'group' ? '01zzzzzzzzzzzzz' : nobodyId))
    const top = await google.as('Head of IT')
    const query = { types: ['SUSPEND_USER'], targetId: google.person('Recruiter').id, since: longAgo }
    await whatever(() => google.resolver.events(query, top, AbortSignal.timeout(10_000)))
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
