import { createOktaConnector } from '#connectors/okta/index.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { createCompany, oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import { oktaAppId } from '#sandbox/okta/apps.ts'
import { createOkta, type OktaOptions } from '#sandbox/okta/okta.ts'
import { sandboxFetchFor } from './fetch-for.ts'
import { clientOf, standIn } from './stand-in.ts'

const client = clientOf('okta')
export const redirectUri = client.redirectUris[0] ?? ''
const scopes = [
  'openid',
  'offline_access',
  'okta.users.manage',
  'okta.groups.manage',
  'okta.apps.manage',
  'okta.logs.read',
  'okta.roles.read',
  'okta.schemas.read',
]

export type SandboxOkta = Awaited<ReturnType<typeof sandboxOkta>>

export async function sandboxOkta(options: Partial<OktaOptions> & { fetchFor?: FetchFor } = {}) {
  const { fetchFor = sandboxFetchFor, company = createCompany(), ...own } = options
  const okta = await createOkta({ port: 0, company, clients: [client], logLagMs: 0, ...own })
  const connector = createOktaConnector({ fetchFor, clock: Date.now })
  return {
    ...standIn(okta, { platform: 'okta', company, connector, scopes, api: /^\/api\//, idOf: oktaUserId }),
    group: (name: string) => oktaGroupId(company, name),
    app: (label: string) => oktaAppId(company, label),
  }
}
