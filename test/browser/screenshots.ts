import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from './chromium.ts'
import { type House, startHouse } from './house.ts'
import { fileTickets } from './seed.ts'
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
    await first.page.getByText('Reset MFA factors').nth(5).waitFor({ timeout: 60_000 })
  }
  const approvals = await waitingOf(first.page)
  const request = await decided(first.page, approvals)
  const [open] = await waitingOf(first.page)
  await first.context.close()

  const pages: readonly (readonly [string, string])[] = [
    ['inbox', '/'],
    ['approval', `/approvals/${open?.id ?? ''}`],
    ['requests', '/requests'],
    ['request', `/requests/${request}`],
    ['activity', '/activity'],
    ['policy', '/policy'],
    ['connections', '/connections'],
    ['settings', '/settings'],
    ['mine', '/me'],
  ]
  for (const scheme of ['light', 'dark'] as const) {
    for (const { name: size, ...viewport } of sizes) {
      const { context, page } = await signIn(browser, house, admin, '/', { viewport, colorScheme: scheme })
      for (const [name, path] of pages) {
        const file = `${name}-${size}${scheme === 'dark' ? '-dark' : ''}`
        if (!wanted(file)) continue
        await page.goto(`${house.urls.api}${path}`)
        await settled(page)
        await page.screenshot({ path: `${directory}/${file}.png` })
      }
      await context.close()
    }
  }
}

interface Waiting {
  id: string
  request: string
}

const waitingOf = (page: Page): Promise<Waiting[]> =>
  page.evaluate(async () => {
    const answer = await fetch('/api/approvals')
    return ((await answer.json()) as { items: { id: string; request: string }[] }).items
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
