import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import type { House } from './house.ts'

export interface SignedIn {
  context: BrowserContext
  page: Page
  /** What the browser had to say: errors of pages and violations of their policy. */
  complaints: string[]
}

export function personOf(house: House, role: string, index = 0) {
  const person = house.sandbox.people.filter((each) => each.roles.includes(role))[index]
  if (!person) throw new Error(`nobody is ${role}`)
  return person
}

/** A browser of their own, signed in as this person on the identity provider's page, at `path` of the console. */
export async function signIn(
  browser: Browser,
  house: House,
  person: { name: string },
  path = '/',
  options: BrowserContextOptions = {},
): Promise<SignedIn> {
  // What moves is drawn again and again, on the cores that everything else needs.
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const { page, complaints } = await listeningPage(context)
  await page.goto(`${house.urls.api}${path}`)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: person.name }).first().click()
  await page.waitForURL(`${house.urls.api}/**`)
  await page.getByRole('navigation', { name: 'Places' }).waitFor()
  // That nobody was signed in yet is no complaint.
  complaints.length = 0
  return { context, page, complaints }
}

async function listeningPage(context: BrowserContext): Promise<Omit<SignedIn, 'context'>> {
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('console', (message) => {
    // An answer that is a refusal is told to the person; the browser's own line about it is no complaint of the page.
    const refused = /status of 4\d\d/.test(message.text())
    if (message.type() === 'error' && !refused) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, complaints }
}

/** A page of its own at this path, in this person's browser, who signs in there once; `close` the page, never the browser. */
export type OpenAs = (person: { name: string }, path?: string) => Promise<SignedIn>

export function createPeopleAtBrowsers(browser: Browser, house: House): OpenAs {
  const contexts = new Map<string, Promise<BrowserContext>>()
  const begin = async (person: { name: string }): Promise<BrowserContext> => {
    const { context, page } = await signIn(browser, house, person)
    await page.close()
    return context
  }
  return async (person, path = '/') => {
    const known = contexts.get(person.name) ?? begin(person)
    contexts.set(person.name, known)
    const context = await known
    const { page, complaints } = await listeningPage(context)
    await page.goto(`${house.urls.api}${path}`)
    await page.getByRole('navigation', { name: 'Places' }).waitFor()
    return { context, page, complaints }
  }
}
