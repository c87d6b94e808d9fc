import { catalog } from '#catalog/index.ts'
import { createGoogleConnector } from '#connectors/google/index.ts'
import type { FetchFor } from '#contract/fetch.ts'
import { createCompany } from '#sandbox/company/company.ts'
import { createGoogle, type GoogleOptions } from '#sandbox/google/google.ts'
import { googleUserId } from '#sandbox/google/ids.ts'
import { sandboxFetchFor } from '../../support/fetch-for.ts'
import { clientOf, standIn } from '../../support/stand-in.ts'

const client = clientOf('google')
export const redirectUri = client.redirectUris[0] ?? ''
const reads = ['admin.directory.rolemanagement.readonly', 'admin.directory.user.readonly']

/** Everything that any action of Google's asks for, and what the gate's own reads need. */
export const everyScope = [
  'openid',
  ...new Set([
    ...reads.map((scope) => `https://www.googleapis.com/auth/${scope}`),
    ...[...catalog.values()].filter((each) => each.platform === 'google').flatMap((each) => each.scopes),
  ]),
]

export type SandboxGoogle = Awaited<ReturnType<typeof sandboxGoogle>>

export async function sandboxGoogle(options: Partial<GoogleOptions> & { fetchFor?: FetchFor } = {}) {
  const { fetchFor = sandboxFetchFor, company = createCompany(), ...own } = options
  const google = await createGoogle({ port: 0, company, clients: [client], logLagMs: 0, ...own })
  return standIn(google, {
    platform: 'google',
    company,
    connector: createGoogleConnector({ fetchFor, clock: Date.now }),
    scopes: everyScope,
    api: /^\/(admin|apps)\//,
    idOf: googleUserId,
  })
}
