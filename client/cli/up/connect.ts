import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { createBrowser } from './browser.ts'
import type { SandboxPerson } from './sandbox.ts'
import { dexRolesOf } from './seed.ts'

export interface Grant {
  email: string
  kind: 'admin' | 'investigate'
}

const Made = z.array(z.strictObject({ email: z.string(), kind: z.enum(['admin', 'investigate']) }))

/** Who connects Okta when a sandbox is new: its admins for themselves, the super admin also for investigating. */
export function grantsOf(people: readonly SandboxPerson[]): Grant[] {
  const admins = people.filter(
    (person) => dexRolesOf(person.groups).includes('admin') && person.oktaRoles.length > 0,
  )
  const top = admins.find((person) => person.oktaRoles.includes('SUPER_ADMIN'))
  const own = admins.map(({ email }): Grant => ({ email, kind: 'admin' }))
  return top === undefined ? own : [...own, { email: top.email, kind: 'investigate' }]
}

/**
 * Makes the connections that are not made yet, each person through the same OAuth round as in a browser: sign-in at the
 * api, consent at the platform, callback. `path` remembers those made, so that one that was revoked stays so.
 */
export async function connectPeople(apiUrl: string, path: string, grants: readonly Grant[]): Promise<number> {
  const made = (await readJsonFile(path, Made)) ?? []
  const missing = grants.filter(
    (grant) => !made.some((each) => each.email === grant.email && each.kind === grant.kind),
  )
  const emails = [...new Set(missing.map((grant) => grant.email))]
  await Promise.all(
    emails.map(async (email) => {
      const kinds = missing.filter((grant) => grant.email === email).map((grant) => grant.kind)
      await connectAs(apiUrl, email, 'okta', kinds)
      for (const kind of kinds) made.push({ email, kind })
    }),
  )
  if (missing.length > 0) await writeJsonFile(path, made)
  return missing.length
}

/** Signs in at the api as one person of the sandbox and grants what is asked for. Throws `bootstrap_failed`. */
export async function connectAs(
  apiUrl: string,
  email: string,
  platform: string,
  kinds: readonly ('own' | 'admin' | 'investigate')[],
): Promise<void> {
  const browser = createBrowser(email)
  const signIn = new URL('/auth/login', apiUrl)
  signIn.searchParams.set('returnTo', '/api/me')
  const signedIn = await browser.open(signIn.href)
  if (signedIn.status !== 200) throw refused(email, 'signing in', signedIn)
  for (const kind of kinds) {
    const start = new URL(`/connect/${platform}`, apiUrl)
    start.searchParams.set('kind', kind)
    start.searchParams.set('returnTo', '/api/me')
    const page = await browser.open(start.href)
    if (page.status !== 200) throw refused(email, `connecting ${platform} (${kind})`, page)
    await appears(browser, apiUrl, email, platform, kind)
  }
}

const Connections = z.looseObject({
  items: z.array(z.looseObject({ platform: z.string(), kind: z.string(), state: z.string() })),
})

/** The gate makes the connection after the callback has answered. */
async function appears(
  browser: ReturnType<typeof createBrowser>,
  apiUrl: string,
  email: string,
  platform: string,
  kind: string,
): Promise<void> {
  const until = Date.now() + 30_000
  for (;;) {
    const page = await browser.open(new URL('/api/connections', apiUrl).href)
    const list = page.status === 200 ? Connections.safeParse(JSON.parse(page.body)) : null
    if (
      list?.success &&
      list.data.items.some(
        (each) => each.platform === platform && each.kind === kind && each.state === 'active',
      )
    )
      return
    if (Date.now() > until) throw refused(email, `the connection to ${platform} (${kind})`, page)
    await wait(200)
  }
}

const refused = (
  email: string,
  what: string,
  page: { url: string; status: number; body: string },
): DexError =>
  new DexError(
    'bootstrap_failed',
    `${what} as \`${email}\` failed: ${page.status} at ${new URL(page.url).origin}`,
    {
      mend: 'see the logs of api and gate under the data directory',
      log: page.body.slice(0, 500),
    },
  )
