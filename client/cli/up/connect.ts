import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { type Browser, createBrowser, type Page } from './browser.ts'
import type { SandboxPerson } from './sandbox.ts'
import { connectedPlatforms, dexRolesOf } from './seed.ts'

const Grant = z.strictObject({
  email: z.string(),
  platform: z.string(),
  kind: z.enum(['admin', 'investigate']),
})
export type Grant = z.infer<typeof Grant>

/** Who connects when a sandbox is new: on each platform its admins for themselves, the super admin also for investigating. */
export function grantsOf(people: readonly SandboxPerson[]): Grant[] {
  const admins = people.filter(
    (person) => dexRolesOf(person.groups).includes('admin') && person.oktaRoles.length > 0,
  )
  const top = admins.find((person) => person.oktaRoles.includes('SUPER_ADMIN'))
  return connectedPlatforms.flatMap((platform) => [
    ...admins.map(({ email }): Grant => ({ email, platform, kind: 'admin' })),
    ...(top === undefined ? [] : [{ email: top.email, platform, kind: 'investigate' } as const]),
  ])
}

/**
 * Makes the connections that are not made yet, each person through the same OAuth round as in a browser: sign-in at the
 * api, consent at the platform, callback. `path` remembers those made, so that one that was revoked stays so.
 */
export async function connectPeople(apiUrl: string, path: string, grants: readonly Grant[]): Promise<number> {
  const made = (await readJsonFile(path, z.array(Grant))) ?? []
  const missing = grants.filter((grant) => !made.some((each) => isSame(each, grant)))
  const byEmail = Map.groupBy(missing, (grant) => grant.email)
  await Promise.all(
    [...byEmail].map(async ([email, own]) => {
      const browser = await signIn(apiUrl, email)
      const byPlatform = Map.groupBy(own, (grant) => grant.platform)
      await Promise.all(
        [...byPlatform.values()].map(async (onPlatform) => {
          for (const grant of onPlatform) {
            await connectOne(browser, apiUrl, grant)
            made.push(grant)
          }
        }),
      )
    }),
  )
  if (missing.length > 0) await writeJsonFile(path, made)
  return missing.length
}

const isSame = (one: Grant, other: Grant): boolean =>
  one.email === other.email && one.platform === other.platform && one.kind === other.kind

/** Signs in at the api as one person of the sandbox and grants what is asked for. Throws `bootstrap_failed`. */
export async function connectAs(
  apiUrl: string,
  email: string,
  platform: string,
  kinds: readonly ('own' | 'admin' | 'investigate')[],
): Promise<void> {
  const browser = await signIn(apiUrl, email)
  for (const kind of kinds) await connectOne(browser, apiUrl, { email, platform, kind })
}

async function signIn(apiUrl: string, email: string): Promise<Browser> {
  const browser = createBrowser(email)
  const address = new URL('/auth/login', apiUrl)
  address.searchParams.set('returnTo', '/api/me')
  const page = await browser.open(address.href)
  if (page.status !== 200) throw refused(email, 'signing in', page)
  return browser
}

interface Wanted {
  email: string
  platform: string
  kind: 'own' | 'admin' | 'investigate'
}

async function connectOne(browser: Browser, apiUrl: string, wanted: Wanted): Promise<void> {
  const { email, platform, kind } = wanted
  const start = new URL(`/connect/${platform}`, apiUrl)
  start.searchParams.set('kind', kind)
  start.searchParams.set('returnTo', '/api/me')
  const page = await browser.open(start.href)
  if (page.status !== 200) throw refused(email, `connecting ${platform} (${kind})`, page)
  await appears(browser, apiUrl, wanted)
}

const Connections = z.looseObject({
  items: z.array(z.looseObject({ platform: z.string(), kind: z.string(), state: z.string() })),
})

/** The gate makes the connection after the callback has answered. */
async function appears(browser: Browser, apiUrl: string, { email, platform, kind }: Wanted): Promise<void> {
  const until = Date.now() + 30_000
  for (;;) {
    const page = await browser.open(new URL('/api/connections', apiUrl).href)
    const list = page.status === 200 ? Connections.safeParse(JSON.parse(page.body)) : null
    const found = list?.success
      ? list.data.items.some(
          (each) => each.platform === platform && each.kind === kind && each.state === 'active',
        )
      : false
    if (found) return
    if (Date.now() > until) throw refused(email, `the connection to ${platform} (${kind})`, page)
    await wait(200)
  }
}

const refused = (email: string, what: string, page: Page): DexError =>
  new DexError(
    'bootstrap_failed',
    `${what} as \`${email}\` failed: ${page.status} at ${new URL(page.url).origin}`,
    {
      mend: 'see the logs of api and gate under the data directory',
      log: page.body.slice(0, 500),
    },
  )
