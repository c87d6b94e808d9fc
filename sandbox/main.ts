import { createCompany, oktaGroupId, oktaUserId } from './company/company.ts'
import { createDesk } from './desk/desk.ts'
import { startGoogle } from './google/start.ts'
import { createIdp } from './idp/idp.ts'
import { createModelServer } from './model/server.ts'
import { startMicrosoft } from './microsoft/start.ts'
import { createOkta } from './okta/okta.ts'
import { readOptions, type SandboxOptions } from './options.ts'
import { usefulPeople } from './people.ts'
import { createScim } from './scim/scim.ts'

interface StandIn {
  url: string
  close(): Promise<void>
}

/** Starts every stand-in; prints one line of JSON once all answer; ends on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  const company = createCompany({ seed: options.seed, domain: options.domain })
  const data = options.data ?? null
  const callbacks = (path: string) => sameHosts(options.apiUrl).map((origin) => new URL(path, origin).href)

  const [desk, okta, idp, model] = await Promise.all([
    createDesk({ port: options.deskPort, company, token: options.deskToken, hook: hookOf(options), data }),
    createOkta({
      port: options.oktaPort,
      company,
      clients: [
        {
          id: 'dex',
          secret: options.oktaClientSecret,
          redirectUris: callbacks('/connect/okta/callback'),
        },
      ],
      rotateRefreshToken: options.rotateRefreshTokens === 'true',
      data,
    }),
    createIdp({
      port: options.idpPort,
      company,
      console: {
        secret: options.consoleClientSecret,
        redirectUris: callbacks('/auth/callback'),
        postLogoutRedirectUris: callbacks('/'),
      },
      data,
    }),
    createModelServer({ port: options.modelPort }),
  ])

  const google = await startGoogle({
    port: options.googlePort,
    company,
    secret: options.googleClientSecret,
    redirectUris: callbacks('/connect/google/callback'),
    data,
  })

  const microsoft = await startMicrosoft({
    port: options.microsoftPort,
    company,
    secret: options.microsoftClientSecret,
    redirectUris: callbacks('/connect/microsoft/callback'),
    data,
  })

  // One line each (docs/new-connector.md): a free port, and no client that may ask for delegation.
  const further: Readonly<Record<string, StandIn>> = {
    scim: await createScim({ port: 0, company, data }),
  }

  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await Promise.allSettled([desk.close(), okta.close(), google.close(), microsoft.close()])
    await Promise.allSettled([idp.close(), model.close()])
    await Promise.allSettled(Object.values(further).map((platform) => platform.close()))
    process.exit(0)
  }
  process.on('SIGTERM', () => void end())
  process.on('SIGINT', () => void end())

  const ready = {
    ready: true,
    urls: {
      desk: desk.url,
      okta: okta.url,
      google: google.url,
      microsoft: microsoft.url,
      idp: idp.url,
      model: model.url,
      ...urlsOf(further),
    },
    issuers: { microsoft: microsoft.issuer },
    clients: { okta: 'dex', google: 'dex', microsoft: 'dex', console: 'dex-console', cli: 'dex-cli' },
    company: { name: company.name, domain: company.domain, seed: company.seed },
    people: usefulPeople(company),
    groups: company.groups.map((group) => ({ name: group.name, oktaId: oktaGroupId(company, group.name) })),
    accounts: company.accounts
      .filter((account) => account.kind !== 'person')
      .map((account) => ({
        kind: account.kind,
        login: account.login,
        oktaId: oktaUserId(company, account.login),
      })),
  }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
}

const urlsOf = (platforms: Readonly<Record<string, StandIn>>) =>
  Object.fromEntries(Object.entries(platforms).map(([name, { url }]) => [name, url]))

/** A browser may know this machine by either name. */
function sameHosts(apiUrl: string): string[] {
  const url = new URL(apiUrl)
  const names = ['127.0.0.1', 'localhost']
  if (!names.includes(url.hostname)) return [url.origin]
  return names.map((name) => Object.assign(new URL(url), { hostname: name }).origin)
}

function hookOf(options: SandboxOptions): { url: string; secret: string } | null {
  const { hookUrl, hookSecret } = options
  if (hookUrl && hookSecret) return { url: hookUrl, secret: hookSecret }
  if (hookUrl || hookSecret) throw new Error('--hook-url and --hook-secret go together')
  return null
}

main().catch((error: unknown) => {
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(2)
})
