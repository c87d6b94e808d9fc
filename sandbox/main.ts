import { createCompany, oktaGroupId, oktaUserId } from './company/company.ts'
import { createDesk } from './desk/desk.ts'
import { createGoogle } from './google/google.ts'
import { googleUserId } from './google/ids.ts'
import { createIdp } from './idp/idp.ts'
import { createModelServer } from './model/server.ts'
import { entraUserId } from './microsoft/ids.ts'
import { createMicrosoft } from './microsoft/microsoft.ts'
import { createOkta } from './okta/okta.ts'
import { readOptions, type SandboxOptions } from './options.ts'
import { usefulPeople } from './people.ts'
import { createScim } from './scim/scim.ts'

/** Starts every stand-in; prints one line of JSON once all answer; ends on SIGTERM and SIGINT. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  const company = createCompany({ seed: options.seed, domain: options.domain, people: options.people })
  const data = options.data ?? null
  const callbacks = (path: string) => sameHosts(options.apiUrl).map((origin) => new URL(path, origin).href)

  const appOf = (platform: string, secret: string) => ({
    clients: [{ id: 'dex', secret, redirectUris: callbacks(`/connect/${platform}/callback`) }],
  })

  const standIns = await Promise.all([
    createDesk({ port: options.deskPort, company, token: options.deskToken, hook: hookOf(options), data }),
    createOkta({
      port: options.oktaPort,
      company,
      ...appOf('okta', options.oktaClientSecret),
      rotateRefreshToken: options.rotateRefreshTokens === 'true',
      data,
    }),
    createGoogle({
      port: options.googlePort,
      company,
      ...appOf('google', options.googleClientSecret),
      data,
    }),
    createMicrosoft({
      port: options.microsoftPort,
      company,
      ...appOf('microsoft', options.microsoftClientSecret),
      data,
    }),
    createScim({ port: options.scimPort, company, ...appOf('scim', options.scimClientSecret), data }),
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
  const [desk, okta, google, microsoft, scim, idp, model] = standIns

  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await Promise.allSettled(standIns.map((each) => each.close()))
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
      scim: scim.url,
      idp: idp.url,
      model: model.url,
    },
    issuers: { microsoft: microsoft.issuer },
    clients: {
      okta: 'dex',
      google: 'dex',
      microsoft: 'dex',
      scim: 'dex',
      console: 'dex-console',
      cli: 'dex-cli',
    },
    company: { name: company.name, domain: company.domain, seed: company.seed, people: company.people },
    people: usefulPeople(company),
    groups: company.groups.map((group) => ({ name: group.name, oktaId: oktaGroupId(company, group.name) })),
    accounts: company.accounts
      .filter((account) => account.kind !== 'person')
      .map((account) => ({
        kind: account.kind,
        login: account.login,
        oktaId: oktaUserId(company, account.login),
        microsoftId: entraUserId(company, account.login),
        googleId: googleUserId(company, account.login),
      })),
  }
  process.stdout.write(`${JSON.stringify(ready)}\n`)
}

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
