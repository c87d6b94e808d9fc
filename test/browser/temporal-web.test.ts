import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pickPorts } from '#process/embedded/ports.ts'
import { type RunningTemporal, startTemporal } from '#process/embedded/temporal/start.ts'
import { createTestApiOn, type TestApi } from '../api/support/test-api.ts'
import { createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { openTicket, waitForApproval } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
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

describe.skipIf(inject('temporalExecutable') === '')('a tenant with a namespace of its own', () => {
  const namespace = `own-${randomBytes(4).toString('hex')}`
  let directory: string
  let temporal: RunningTemporal
  let api: TestApi
  let workers: { stop(): Promise<void> }
  let origin: string
  let workflow: string

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dex-own-web-'))
    const port = { variable: 'DEX_TEMPORAL_PORT', port: 0, explicit: false } as const
    const ports = await pickPorts({ temporal: port, web: port, api: port })
    // Chromium takes `__Host-` cookies over http from this name alone.
    origin = `http://localhost:${ports.api}`
    temporal = await startTemporal({
      executable: inject('temporalExecutable'),
      directory,
      dataFile: null,
      port: ports.temporal,
      webPort: ports.web,
      namespace: 'dex',
      codecEndpoint: `${origin}/codec`,
    })
    const world = await createWorld({ temporalAddress: temporal.address, namespace })
    api = await createTestApiOn(world, { publicUrl: origin, temporalWebUrl: temporal.webUrl })
    await api.app.listen({ host: 'localhost', port: ports.api })
    await createCast(world)
    workers = await startWorkers(world)
    const store = world.database('dex_api')
    const opened = await openTicket(world, store, lostPhone(employees(world)[0] ?? ''))
    await waitForApproval(world, store, opened.request)
    workflow = `/namespaces/${namespace}/workflows/${encodeURIComponent(opened.workflowId)}`
  }, 120_000)

  afterAll(async () => {
    await workers?.stop()
    await api?.close()
    await temporal?.stop()
    await rm(directory, { recursive: true, force: true })
  })

  it('is read decoded by its operator who is signed in, and stays sealed to who is not', async () => {
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } })
    const page = await context.newPage()
    await page.goto(`${origin}/temporal${workflow}`)
    expect(new URL(page.url()).origin).toBe(new URL(api.idp.url).origin)
    const operator = api.world.company.accounts.find((each) => each.groups.includes('operators'))
    await page.getByRole('button', { name: `${operator?.firstName} ${operator?.lastName}` }).click()
    await page.waitForURL(/\/temporal\/namespaces\/own-/)
    await page.getByText('decide okta.user.reset_factors').first().waitFor()
    expect(await page.locator('body').innerText()).not.toContain('lost my phone')
    await shoot(page, 'temporal-web-decoded')
    const looked = await api.rows<{ entry: string }>(
      `select entry from activity_log where entry like '%content.viewed%'`,
    )
    expect(looked.length).toBeGreaterThan(0)

    // Signed out here: the page that Temporal Web still holds asks in vain, and its address leads to the sign-in.
    await context.clearCookies()
    expect((await context.request.get(`${origin}/temporal${workflow}`, { maxRedirects: 0 })).status()).toBe(
      302,
    )
    const decode = await context.request.post(`${origin}/codec/decode`, {
      data: { payloads: [] },
      headers: { origin },
    })
    expect(decode.status()).toBe(401)
    // The service's own port, as whoever runs the machine reaches it: everything is there, and sealed.
    await page.goto(`${temporal.webUrl}${workflow}`)
    await page.getByRole('heading', { name: 'Event History' }).waitFor()
    await page.getByText(/think/).last().waitFor()
    await shoot(page, 'temporal-web-sealed')
    const sealed = await page.locator('body').innerText()
    expect(sealed).not.toContain('okta.user.reset_factors')
    await context.close()
  }, 60_000)
})
