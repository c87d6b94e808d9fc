import { cases } from '#test/connectors/microsoft/cases.ts'
import { sandboxMicrosoft } from '#test/connectors/microsoft/sandbox-microsoft.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { routesOf } from '../emulated.ts'
import { recording } from '../traffic.ts'
import { asking, type Drive, driveActions, whatever } from './drive.ts'

const longAgo = '2026-01-01T00:00:00.000Z'

export async function driveMicrosoft(): Promise<Drive> {
  const exchanges: Drive['exchanges'] = []
  const fetchFor = recording(sandboxFetchFor, exchanges)
  const microsoft = await sandboxMicrosoft({ fetchFor })
  try {
    await driveActions(microsoft, cases, () => '00000000-0000-4000-8000-000000000000')
    const top = await microsoft.as('Head of IT')
    const query = { types: ['Disable account'], targetId: microsoft.person('Recruiter').id, since: longAgo }
    await whatever(() => microsoft.resolver.events(query, top, AbortSignal.timeout(10_000)))
    await withoutAnAction(microsoft, asking(fetchFor(microsoft.url), microsoft.url, top.accessToken))
    return { exchanges, routes: await routesOf(microsoft.url) }
  } finally {
    await microsoft.close()
  }
}

type Microsoft = Awaited<ReturnType<typeof sandboxMicrosoft>>

/** What the connector does not use, or not in all its forms. */
async function withoutAnAction(microsoft: Microsoft, ask: ReturnType<typeof asking>): Promise<void> {
  const { id } = microsoft.person('Account Executive')
  const vpn = microsoft.group('vpn-users')
  for (const path of [
    '/users?$top=2',
    `/users/${id}`,
    `/users/${id}/manager`,
    `/users/${id}/memberOf`,
    `/users/${id}/transitiveMemberOf`,
    `/users/${id}/authentication/methods`,
    '/groups?$top=2',
    `/groups/${vpn}`,
    `/groups/${vpn}/members?$top=1`,
    '/roleManagement/directory/roleAssignments?$expand=roleDefinition',
    '/auditLogs/signIns?$top=3',
    '/auditLogs/directoryAudits?$top=3',
    '/deviceManagement/auditEvents',
    '/directory/deletedItems/microsoft.graph.user',
    `/directory/deletedItems/${microsoft.person('Growth Analyst').id}/microsoft.graph.user`,
    '/subscribedSkus',
    '/identityProtection/riskyUsers',
  ])
    await ask('GET', `/v1.0${path}`)
  const pass = { lifetimeInMinutes: 60, isUsableOnce: true }
  await ask('POST', `/v1.0/users/${id}/authentication/temporaryAccessPassMethods`, pass)
  await removeMethods(microsoft, ask)
  // Without `$ref` it is the person who is deleted.
  await ask('DELETE', `/v1.0/groups/${vpn}/members/${id}`)
}

/** One of each type, of whoever has it; the phone first, as a default method goes last. */
async function removeMethods(microsoft: Microsoft, ask: ReturnType<typeof asking>): Promise<void> {
  const { directory } = await microsoft.state()
  for (const type of ['phone', 'fido2', 'softwareOath', 'temporaryAccessPass', 'microsoftAuthenticator']) {
    for (const user of directory.users) {
      const method = user.methods.find((each) => each.type === type && each.id !== user.defaultMethod)
      if (method === undefined) continue
      await ask('DELETE', `/v1.0/users/${user.id}/authentication/${type}Methods/${method.id}`)
      break
    }
  }
}
