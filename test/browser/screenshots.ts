import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from './chromium.ts'
import { type House, startHouse } from './house.ts'
import { employeesOf, fileTicket, fileTickets, strangeSignIns } from './seed.ts'
import { api, prepareLists } from './shoot-lists.ts'
import { personOf, signIn } from './sign-in.ts'

const directory = fileURLToPath(new URL('../../docs/screenshots', import.meta.url))
const sizes = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'narrow', width: 390, height: 844 },
] as const

/** Every page of the console at two widths, light and dark, in a house with a few requests: `npm run screenshots`. */
async function main(): Promise<void> {
  mkdirSync(directory, { recursive: true })
  const house = await startHouse()
  const browser = await launchChromium()
  try {
    const only = process.argv.slice(2)
    await shootAll(browser, house, (name) => only.length === 0 || only.some((each) => name.includes(each)))
  } finally {
    await browser.close()
    await house.stop()
  }
}

async function shootAll(browser: Browser, house: House, wanted: (name: string) => boolean): Promise<void> {
  const admin = personOf(house, 'admin')
  const first = await signIn(browser, house, admin)
  const waiting = await waitingOf(first.page)
  if (waiting.length < 4) {
    await fileTickets(house, 7)
    await enough(first.page, 6)
  }
  const approvals = await waitingOf(first.page)
  const request = await decided(first.page, approvals)
  const always = await approvedAlways(house, first.page)
  const [open] = await waitingOf(first.page)
  const lists = await prepareLists(house, first.page)
  const { steps } = await api<{ steps: { step: number; write: boolean }[] }>(
    first.page,
    'GET',
    `/api/requests/${request}`,
  )
  const step = steps.find((each) => each.write)?.step ?? 1
  await first.context.close()

  const pages: readonly (readonly [string, string])[] = [
    ['inbox', '/'],
    ['inbox-unfolded', '/'],
    ['approval', `/approvals/${open?.id ?? ''}`],
    ['requests', '/requests'],
    ['request', `/requests/${request}`],
    ['activity', '/activity'],
    ['in-doubt', '/in-doubt'],
    ['policy', '/policy'],
    ['why', `/policy?request=${request}&step=${step}`],
    ['autonomy', '/autonomy'],
    ['standing-approvals', '/standing-approvals'],
    ['approve-always', `/approvals/${always}`],
    ['connections', '/connections'],
    ['settings', '/settings'],
    ['mine', '/me'],
    ['list', `/approvals/${lists.waiting}`],
    ['list-samples', `/approvals/${lists.waiting}`],
    ['list-paused', `/requests/${lists.paused}`],
    ['list-held', `/requests/${lists.held}`],
    ['list-ended', `/requests/${lists.ended}`],
  ]
  for (const scheme of ['light', 'dark'] as const) {
    for (const { name: size, ...viewport } of sizes) {
      const { context, page } = await signIn(browser, house, admin, '/', { viewport, colorScheme: scheme })
      for (const [name, path] of pages) {
        const file = `${name}-${size}${scheme === 'dark' ? '-dark' : ''}`
        if (!wanted(file)) continue
        await page.goto(`${house.urls.api}${path}`)
        await settled(page)
        if (name === 'approve-always') {
          await page.keyboard.press('A')
          await page.getByText('What it would have covered').waitFor()
          await page.waitForTimeout(600)
        }
        if (name === 'inbox-unfolded') await page.locator('.inbox-alike').getByRole('button').first().click()
        if (name === 'list-samples') {
          await page.keyboard.press('a')
          await page.getByText('The list is long.').waitFor()
        }
        await page.screenshot({ path: `${directory}/${file}.png` })
      }
      await context.close()
    }
  }
}

async function enough(page: Page, wanted: number): Promise<void> {
  if ((await waitingOf(page)).length >= wanted) return
  await page.waitForTimeout(300)
  return enough(page, wanted)
}

interface Waiting {
  id: string
  request: string
  action: string
  hash: string
  version: number
  given: number
}

/** Some are approved one by one, then always for one department, and two run so; answers one of another that waits. */
async function approvedAlways(house: House, page: Page): Promise<string> {
  const people = employeesOf(house)
  const department = people[0]?.department ?? ''
  const inside = people.filter((each) => each.department === department)
  const outside = people.filter((each) => each.department !== department)
  for (const { email } of [...outside.slice(0, 4), ...inside.slice(0, 2)]) {
    await fileTicket(house, strangeSignIns(email))
    const { id, hash, version } = await waitingSessions(page)
    await api(page, 'POST', `/api/approvals/${id}/approve`, { hash, version })
    if (email !== inside[1]?.email) continue
    const scope = (total: number) => ({
      targets: { kind: 'own' },
      requesters: { departments: [department], groups: [], assurance: 'asserted' },
      channels: ['ticket'],
      params: {},
      until: new Date(Date.now() + 14 * 86_400_000).toISOString(),
      cap: { total, perDay: total },
    })
    const of = { approval: id, hash, version }
    const one = await api<{ id: string }>(page, 'POST', '/api/standing-approvals', { ...of, scope: scope(5) })
    await api(page, 'DELETE', `/api/standing-approvals/${one.id}`)
    await api(page, 'POST', '/api/standing-approvals', { ...of, scope: scope(20) })
  }
  for (const { email } of inside.slice(2, 4)) await fileTicket(house, strangeSignIns(email))
  await page.goto(new URL('/standing-approvals', page.url()).href)
  await page.getByText('2 of 20').first().waitFor({ timeout: 30_000 })
  await fileTicket(house, strangeSignIns(outside[4]?.email ?? ''))
  return (await waitingSessions(page)).id
}

async function waitingSessions(page: Page): Promise<Waiting> {
  const waiting = (await waitingOf(page)).find((each) => each.action.endsWith('.clear_sessions'))
  if (waiting && waiting.given === 0) return waiting
  await page.waitForTimeout(200)
  return waitingSessions(page)
}

const waitingOf = (page: Page): Promise<Waiting[]> =>
  page.evaluate(async () => {
    const answer = await fetch('/api/approvals')
    return ((await answer.json()) as { items: Waiting[] }).items
  })

/** Approves one, as a person does, and waits for its end. */
async function decided(page: Page, approvals: readonly Waiting[]): Promise<string> {
  const one = approvals.at(-1)
  if (!one) throw new Error('nothing waits')
  await page.goto(new URL(`/approvals/${one.id}`, page.url()).href)
  await page.getByRole('button', { name: 'Approve' }).click()
  await page.getByLabel('How did you prove who they are?').selectOption('video')
  await page.getByRole('button', { name: /Approve, run as me/ }).click()
  await page.getByText('Approved', { exact: true }).waitFor()
  await page.goto(new URL(`/requests/${one.request}`, page.url()).href)
  await page.getByText('Content destroyed').first().waitFor({ timeout: 60_000 })
  return one.request
}

/** No bones left and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.content') !== null)
  await page.waitForFunction(() => document.querySelector('[aria-label="Loading"]') === null)
  await page.waitForTimeout(300)
}

await main()
