import { describe, expect, it, onTestFinished } from 'vitest'
import { fileTickets } from './seed.ts'
import { personOf, signIn } from './sign-in.ts'
import { raiseStage, settled, waitingFor } from './stage.ts'
import { approverCare } from './suites/approver-care.ts'
import { opened } from './suites/opened.ts'
import { peopleAndTime } from './suites/people-and-time.ts'
import { roles } from './suites/roles.ts'
import { secrets } from './suites/secrets.ts'
import { sessions } from './suites/sessions.ts'
import { temporalWeb } from './suites/temporal-web.ts'

const stage = raiseStage()

opened(stage)
roles(stage)
// Before anybody else's yes: what is said within a minute is counted.
approverCare(stage)
peopleAndTime(stage)
secrets(stage)
sessions(stage)

describe('who is signed in', () => {
  it('outlives a restart of the api, and what happened meanwhile appears by itself', async () => {
    const { house, admin } = stage()
    const { page } = admin
    await page.goto(house.urls.api)
    await settled(page)
    await page.locator('.inbox-alike').getByRole('button').first().click()
    const lines = page.locator('.inbox-inner')
    await lines.first().waitFor()
    const before = await lines.count()
    // Whatever comes of it: the browser's own lines about the api that is away are no complaints.
    onTestFinished(() => {
      admin.complaints.length = 0
    })
    const waited = (await waitingFor(page)).length
    process.kill(house.pids.api, 'SIGTERM')
    await page.getByText('Reconnecting').waitFor({ timeout: 20_000 })
    // The page is later than what happens.
    const live = /\/api\/live/
    await page.route(live, (route) => route.abort())
    await fileTickets(house, 1)
    const waiting = () =>
      waitingFor(page).then(
        (all) => all.length,
        () => 0,
      )
    // The desk that could not deliver tries again, at last after half a minute.
    await expect.poll(waiting, { timeout: 90_000 }).toBe(waited + 1)
    await page.unroute(live)
    await expect.poll(() => lines.count(), { timeout: 30_000 }).toBe(before + 1)
    expect(await page.getByText('Reconnecting').count()).toBe(0)
  }, 150_000)

  it('signs out everywhere: another browser of the same person is out too', async () => {
    const { house, browser } = stage()
    const person = personOf(house, 'operator')
    const here = await signIn(browser, house, person, '/me')
    const there = await signIn(browser, house, person, '/requests')
    await here.page.getByRole('button', { name: /Signed in as/ }).click()
    await here.page.getByRole('menuitem', { name: 'Sign out everywhere' }).click()
    await here.page.getByRole('link', { name: 'Sign in' }).waitFor()
    await there.page.reload()
    await there.page.getByRole('link', { name: 'Sign in' }).waitFor()
    expect((await there.context.request.get(`${house.urls.api}/api/me`)).status()).toBe(401)
    await here.context.close()
    await there.context.close()
  })
})

describe('the keyboard', () => {
  it('finds a request from anywhere', async () => {
    const { admin } = stage()
    const { page } = admin
    await page.goto(`${stage().house.urls.api}/policy`)
    await settled(page)
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search or go to' }).fill('reset_factors')
    await page.getByRole('listbox', { name: 'Found' }).getByText('req_').first().waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/requests\/req_/)
    await page.keyboard.press('?')
    await page.getByRole('dialog', { name: 'Keys' }).waitFor()
    expect(admin.complaints).toEqual([])
  })
})

describe('authority that was lent', () => {
  it('is taken back by its person, asked twice; it is gone from the page and from the platform', async () => {
    const { admin } = stage()
    const { page } = admin
    await page.goto(`${stage().house.urls.api}/connections`)
    await settled(page)
    const google = page.locator('section').filter({ hasText: 'Mine' }).locator('li', { hasText: 'Google' })
    const row = google.filter({ hasText: 'investigate' })
    await row.getByRole('button', { name: 'Disconnect' }).click()
    await row.getByRole('button', { name: 'Keep' }).click()
    await row.getByRole('button', { name: 'Disconnect' }).click()
    const sure = row.getByRole('group', { name: 'Disconnect' })
    await sure.getByRole('button', { name: 'Disconnect' }).click()
    await page.getByText('Disconnected; Google revoked it').waitFor()
    await expect.poll(() => row.count()).toBe(0)
    expect(admin.complaints).toEqual([])
  })
})

temporalWeb(stage)
