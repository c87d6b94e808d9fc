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
  const context = await browser.newContext(options)
  const complaints: string[] = []
  const page = await context.newPage()
  page.on('console', (message) => {
    // An answer that is a refusal is told to the person; the browser's own line about it is no complaint of the page.
    const refused = /status of 4\d\d/.test(message.text())
    if (message.type() === 'error' && !refused) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.goto(`${house.urls.api}${path}`)
  await page.getByRole('link', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: person.name }).first().click()
  await page.waitForURL(`${house.urls.api}/**`)
  await page.getByRole('navigation', { name: 'Places' }).waitFor()
  // That nobody was signed in yet is no complaint.
  complaints.length = 0
  return { context, page, complaints }
}
