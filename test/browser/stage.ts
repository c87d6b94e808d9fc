import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { launchChromium } from './chromium.ts'
import { type House, startHouse } from './house.ts'
import { policies } from './policies.ts'
import { fileTicket, fileTickets } from './seed.ts'
import { createPeopleAtBrowsers, type OpenAs, personOf, type SignedIn } from './sign-in.ts'

/** What every suite of the browser shares: one house, one browser, one admin who stays signed in. */
export interface Stage {
  house: House
  browser: Browser
  admin: SignedIn
  /** Others, and the admin's other pages. */
  openAs: OpenAs
}

/** A house with some tickets that wait for the admin, and a browser; for all tests of a file, and gone after them. */
export function raiseStage(): () => Stage {
  let house: House | undefined
  let browser: Browser | undefined
  let admin: SignedIn | undefined
  let openAs: OpenAs | undefined
  beforeAll(async () => {
    ;[house, browser] = await Promise.all([startHouse(policies), launchChromium()])
    await fileTickets(house, 6)
    openAs = createPeopleAtBrowsers(browser, house)
    admin = await openAs(personOf(house, 'admin'))
    await admin.page.waitForFunction(
      async (wanted) => {
        const answer = await fetch('/api/approvals')
        return ((await answer.json()) as { items: object[] }).items.length >= wanted
      },
      6,
      { polling: 300, timeout: 60_000 },
    )
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await house?.stop()
  })
  return () => {
    if (!house || !browser || !admin || !openAs) throw new Error('the stage is not up yet')
    return { house, browser, admin, openAs }
  }
}

export interface Waiting {
  target: { id: string } | null
  id: string
  request: string
  hash: string
  version: number
  action: string
  requester: { title: string | null }
}

export const waitingFor = (page: Page): Promise<Waiting[]> =>
  page.evaluate(async () => {
    const answer = await fetch('/api/approvals')
    return ((await answer.json()) as { items: Waiting[] }).items
  })

export const stateOf = (page: Page, id: string): Promise<string> =>
  page.evaluate(
    async (one) => ((await (await fetch(`/api/approvals/${one}`)).json()) as { state: string }).state,
    id,
  )

/** What is drawn is there: no bones, and no page on its way. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('.content') !== null &&
      document.querySelector('.content main') !== null &&
      document.querySelector('[aria-label="Loading"]') === null,
  )
}

/** To another page as a link goes there: nothing is loaded anew. */
export async function visit(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: {} }))
  }, path)
  await page.waitForFunction((to) => location.pathname === to || to === '/', path.split(/[?#]/)[0])
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn, 30))))
  await settled(page)
}

let tickets = 0
/** Somebody files a ticket, and the approval that comes of it. */
export async function asked(
  { house, admin }: Stage,
  ticket: Parameters<typeof fileTicket>[1],
): Promise<Waiting> {
  tickets += 1
  const title = `${ticket.title} (${tickets})`
  await fileTicket(house, { ...ticket, title })
  return waitsNow(admin.page, ({ requester }) => requester.title === title)
}

/** The first that waits and fits, as soon as there is one. */
export async function waitsNow(page: Page, fits: (one: Waiting) => boolean): Promise<Waiting> {
  let found: Waiting | undefined
  await expect
    .poll(
      async () => {
        found = (await waitingFor(page)).find(fits)
        return found?.id
      },
      { timeout: 30_000 },
    )
    .toBeDefined()
  if (!found) throw new Error('nothing waits')
  return found
}

/** Somebody of this department who has no right at all. */
export function employeeOf(house: House, department: string) {
  const person = house.sandbox.people.find(
    (each) => each.department === department && each.roles.join() === 'employee',
  )
  if (!person) throw new Error(`nobody works in ${department}`)
  return person
}

/** What depends on how wide a page is: what is hidden, how large and how near things are. */
export const byWidth = [
  'button-name',
  'color-contrast',
  'label',
  'link-name',
  'region',
  'scrollable-region-focusable',
  'target-size',
]
/** What depends on the theme. */
export const byTheme = ['color-contrast', 'link-in-text-block']

/** Rows of one kind beyond the first few, which say nothing new and take most of the time. */
const moreOfTheSame = [
  '.log > li:nth-child(n+8)',
  '.list-lines > li:nth-child(n+8)',
  '.scopes li:nth-child(n+4)',
]

/** What axe finds, one line a rule; in one page instead of two, which is all that its older mode changes here. */
export async function violations(
  page: Page,
  where: string,
  rules: string[] | null = null,
  within: string | null = null,
): Promise<string[]> {
  // What passes is looked at all the same, and not written down.
  const all = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const axe = moreOfTheSame.reduce(
    (builder, rows) => builder.exclude(rows),
    within === null ? all : all.include(within),
  )
  const { violations: found } = await (rules === null ? axe : axe.withRules(rules)).analyze()
  return found.map(
    ({ id, nodes }) => `${where}: ${id} ${nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  )
}

const wide = { width: 1280, height: 800 }

/** What axe finds within what was opened: wide, at 360 px, and in the dark. */
export async function looks(page: Page, where: string, within: string): Promise<string[]> {
  await page.locator(within).first().waitFor()
  const found = await violations(page, where, null, within)
  await page.emulateMedia({ colorScheme: 'dark' })
  found.push(...(await violations(page, `${where}, dark`, byTheme, within)))
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize({ width: 360, height: 740 })
  found.push(...(await violations(page, `${where}, narrow`, byWidth, within)))
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (over > 0) found.push(`${where} is ${over} px too wide`)
  await page.setViewportSize(wide)
  return found
}
