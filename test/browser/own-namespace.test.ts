import { randomBytes } from 'node:crypto'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { createTestApiOn, type TestApi } from '../api/support/test-api.ts'
import { createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { openTicket, waitForApproval } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { launchChromium } from './chromium.ts'

describe.skipIf(inject('temporalExecutable') === '')('a tenant with a namespace of its own', () => {
  const namespace = `own-${randomBytes(4).toString('hex')}`
  let browser: Browser
  let api: TestApi
  let workers: { stop(): Promise<void> }
  let origin: string
  let workflow: string

  beforeAll(async () => {
    // Chromium takes `__Host-` cookies over http from this name alone.
    origin = `http://localhost:${inject('codecPort')}`
    browser = await launchChromium()
    const world = await createWorld({ namespace })
    api = await createTestApiOn(world, { publicUrl: origin, temporalWebUrl: inject('temporalWebUrl') })
    await api.app.listen({ host: 'localhost', port: inject('codecPort') })
    await createCast(world)
    workers = await startWorkers(world)
    const store = world.database('dex_api')
    const opened = await openTicket(world, store, lostPhone(employees(world)[0] ?? ''))
    await waitForApproval(world, store, opened.request)
    workflow = `/namespaces/${namespace}/workflows/${encodeURIComponent(opened.workflowId)}`
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await workers?.stop()
    await api?.close()
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
    await page.goto(`${inject('temporalWebUrl')}${workflow}`)
    await page.getByRole('heading', { name: 'Event History' }).waitFor()
    await page.getByText(/think/).last().waitFor()
    const sealed = await page.locator('body').innerText()
    expect(sealed).not.toContain('okta.user.reset_factors')
    await context.close()
  }, 60_000)
})
