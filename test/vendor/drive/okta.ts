import { nobodyId, pushFactor } from '#test/connectors/okta/case.ts'
import { cases } from '#test/connectors/okta/cases.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { sandboxOkta } from '#test/connectors/support/sandbox-okta.ts'
import { routesOf } from '../emulated.ts'
import { recording } from '../traffic.ts'
import { asking, type Drive, driveActions } from './drive.ts'

export async function driveOkta(): Promise<Drive> {
  const exchanges: Drive['exchanges'] = []
  const fetchFor = recording(sandboxFetchFor, exchanges)
  const okta = await sandboxOkta({ fetchFor })
  try {
    await driveActions(okta, cases, () => nobodyId)
    const top = await okta.as('Head of IT')
    await withoutAnAction(okta, asking(fetchFor(okta.url), okta.url, top.accessToken))
    return { exchanges, routes: await routesOf(okta.url) }
  } finally {
    await okta.close()
  }
}

type Okta = Awaited<ReturnType<typeof sandboxOkta>>

/** What the connector does not use, or not in all its forms. */
async function withoutAnAction(okta: Okta, ask: ReturnType<typeof asking>): Promise<void> {
  const { id } = okta.person('Account Executive')
  const other = okta.person('Recruiter')
  const profile = { firstName: 'A', lastName: 'B', email: other.email, login: other.login }
  const vpn = okta.group('vpn-users')
  await ask('GET', '/api/v1/users?limit=3')
  await ask('GET', `/api/v1/users?q=${encodeURIComponent('a')}&limit=3`)
  await ask('GET', `/api/v1/users/${id}/blocks`)
  await ask('GET', `/api/v1/users/${id}/appLinks`)
  await ask('GET', `/api/v1/users/${id}/factors/${pushFactor(id)}`)
  await ask('GET', `/api/v1/groups?expand=stats&limit=2`)
  await ask('GET', `/api/v1/groups/${vpn}/users?limit=1`)
  await ask('GET', `/api/v1/groups/${okta.group('it-helpdesk')}/roles`)
  await ask('GET', `/api/v1/users/${okta.person('Head of IT').id}/roles`)
  await ask('GET', '/api/v1/meta/schemas/user/default')
  await ask('GET', '/api/v1/iam/assignees/users?limit=2')
  await ask('GET', '/api/v1/apps?limit=2')
  await ask('GET', `/api/v1/apps/${okta.app('VPN Portal')}`)
  await ask('GET', `/api/v1/apps/${okta.app('VPN Portal')}/users?limit=2`)
  await ask('GET', `/api/v1/logs?limit=5`)
  await ask('PUT', `/api/v1/users/${other.id}`, { profile })
  await ask('POST', `/api/v1/users/${okta.withStatus('PROVISIONED')}/lifecycle/reactivate?sendEmail=false`)
  await ask('POST', `/api/v1/users/${id}/lifecycle/expire_password`)
  await ask('DELETE', `/api/v1/users/${okta.withStatus('DEPROVISIONED')}`)
}
