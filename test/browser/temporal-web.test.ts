import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from './chromium.ts'
import { deliverTicket, type House, startHouse } from './house.ts'

let house: House
let browser: Browser
let request: string
const shots = process.env['DEX_SCREENSHOTS']

beforeAll(async () => {
  ;[house, browser] = await Promise.all([startHouse(), launchChromium()])
  // Somebody without any admin right: those who have one are not touched.
  const employee = house.sandbox.people.find(
    (each) => each.roles.includes('employee') && each.department !== 'IT',
  )
  request = await deliverTicket(house, {
    externalId: 'T-browser-1',
    title: 'Lost phone',
    text: 'I lost my phone and cannot sign in, please reset my MFA.',
    requester: { email: employee?.email },
  })
}, 120_000)

afterAll(async () => {
  await browser.close()
  await house.stop()
})

/** Signs in as somebody with this role, on the identity provider's own page. */
async function signIn(context: BrowserContext, role: string): Promise<Page> {
  const person = house.sandbox.people.find((each) => each.roles.includes(role))
  const page = await context.newPage()
  await page.goto(`${house.urls.temporalWeb}/namespaces/dex/workflows`)
  expect(new URL(page.url()).origin).toBe(new URL(house.urls.idp).origin)
  await page.getByRole('button', { name: person?.name ?? '' }).click()
  await page.waitForURL(/\/temporal\//)
  return page
}

const shoot = async (page: Page, name: string) => {
  if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` })
}

describe('Temporal Web behind the api', () => {
  it('asks who is there before it shows anything, and answers a stranger’s decode with 401', async () => {
    const response = await fetch(`${house.urls.temporalWeb}/namespaces/dex/workflows`, { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toContain('/auth/login')
    const decode = await fetch(`${house.urls.api}/codec/decode`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: house.urls.api },
      body: '{"payloads":[]}',
    })
    expect(decode.status).toBe(401)
  })

  it('shows an operator what a request waits for, and its steps decoded', async () => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } })
    const page = await signIn(context, 'operator')
    const link = page.getByRole('link', { name: /T-browser-1/ }).first()
    await link.waitFor()
    await shoot(page, 'temporal-web-list')
    await link.click()
    await page.getByText(request).first().waitFor()
    await page.getByText('decide okta.user.reset_factors').first().waitFor()
    await shoot(page, 'temporal-web-history')
    const text = await page.locator('body').innerText()
    expect(text).toContain('okta.user.reset_factors')
    expect(text).not.toContain('lost my phone')
    await page.getByText('User Metadata').first().click()
    await page
      .frameLocator('iframe')
      .getByText(/waits for approval of step \d+/)
      .waitFor()
    await shoot(page, 'temporal-web-waits')
    await context.close()
  })

  it('lets nobody write through it, the operator neither', async () => {
    const context = await browser.newContext()
    const page = await signIn(context, 'operator')
    const status = await page.evaluate(async () => {
      const answer = await fetch('/temporal/api/v1/namespaces/dex/workflows/x/signal/decideApproval', {
        method: 'POST',
        body: '{}',
      })
      return answer.status
    })
    expect([404, 405]).toContain(status)
    await context.close()
  })

  it('is not for employees', async () => {
    const context = await browser.newContext()
    const person = house.sandbox.people.find((each) => each.roles.includes('employee'))
    const page = await context.newPage()
    await page.goto(`${house.urls.temporalWeb}/namespaces/dex/workflows`)
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().includes('/temporal') && response.status() === 403),
      page.getByRole('button', { name: person?.name ?? '' }).click(),
    ])
    expect(answer.status()).toBe(403)
    await context.close()
  })
})
