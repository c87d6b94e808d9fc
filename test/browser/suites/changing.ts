import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountOf } from '../../support/platform.ts'
import { addPeople, leaversTicket, oneLeaver, strangeSignIns } from '../seed.ts'
import { personOf, type SignedIn } from '../sign-in.ts'
import { asked, employeeOf, looks, type Stage, stateOf, waitsNow } from '../stage.ts'

const yes = { name: /^Approve ?a$/ }

/** What two admins do to one another's work: change it, take it back, hold it up, and stand in for each other. */
export function changing(stage: () => Stage): void {
  describe('two admins', () => {
    let other: SignedIn
    beforeAll(async () => {
      const { house, openAs } = stage()
      other = await openAs(personOf(house, 'admin', 1))
    })
    afterAll(() => other?.page.close())

    const open = (page: Page, path: string) => page.goto(`${stage().house.urls.api}${path}`)
    const approve = async (page: Page, id: string): Promise<void> => {
      await open(page, `/approvals/${id}`)
      await page.getByRole('button', yes).click()
      await page.getByRole('button', { name: /^Approve, run as me/ }).click()
      await page.getByText('Approved', { exact: true }).waitFor({ timeout: 20_000 })
      await expect.poll(() => stateOf(page, id), { timeout: 30_000 }).toBe('approved')
    }

    it('the one changes what is asked for, and cannot approve that; the other does, and it runs on what it was changed to', async () => {
      const { house, admin } = stage()
      const { page } = admin
      const { email } = employeeOf(house, 'Engineering')
      const colleague = employeeOf(house, 'Finance').email
      const account = await accountOf(house.urls.okta, colleague)
      const one = await asked(stage(), strangeSignIns(email))
      await open(page, `/approvals/${one.id}`)
      await page.locator('.undo').waitFor()
      await page.keyboard.press('e')
      const form = page.getByRole('form', { name: 'Change it' })
      await form.getByLabel('Target').fill(account)
      await form.getByLabel('Why').fill('they wrote for their colleague')
      await form.getByRole('list', { name: 'What changes' }).getByText(account).waitFor()
      expect(await looks(page, 'changing', 'form.decide')).toEqual([])
      await page.keyboard.press('Control+Enter')
      await page.getByText('Changed; it is decided and asked anew').waitFor({ timeout: 20_000 })
      const changed = await waitsNow(page, ({ id, request }) => request === one.request && id !== one.id)
      expect(await stateOf(page, one.id)).toBe('void')
      await open(page, `/approvals/${changed.id}`)
      await page.getByText('Changed by a person').waitFor()
      await page.getByText('they wrote for their colleague').waitFor()
      expect(await page.getByRole('button', yes).isDisabled()).toBe(true)
      await approve(other.page, changed.id)
      await open(page, `/requests/${one.request}`)
      await page.getByText('Content destroyed').first().waitFor({ timeout: 30_000 })
      const told = await page.locator('.timeline').innerText()
      expect(told).toContain('changed what is asked for')
      expect(told.match(/Called Okta as /g)).toHaveLength(1)
      expect(await page.locator('.timeline').getByTitle(account).count()).toBeGreaterThan(0)
      expect(admin.complaints).toEqual([])
    }, 90_000)

    it('what was done is taken back by a request of its own, decided like any other; both stories name each other', async () => {
      const { house, admin } = stage()
      const { page } = admin
      const requester = employeeOf(house, 'Engineering').email
      const leaver = employeeOf(house, 'Finance').email
      const suspend = await asked(stage(), oneLeaver(requester, leaver))
      await open(page, `/approvals/${suspend.id}`)
      await page.locator('.undo', { hasText: 'To take this back: okta.user.unsuspend' }).waitFor()
      await approve(page, suspend.id)
      expect(await statusOf(house.urls.okta, leaver)).toBe('SUSPENDED')
      await open(page, `/requests/${suspend.request}`)
      await page.getByRole('button', { name: 'Take it back' }).click({ timeout: 30_000 })
      await page.getByText('stood before').waitFor()
      expect(await looks(page, 'taking back', '.take-back')).toEqual([])
      await page.getByRole('button', { name: 'Ask for it' }).click()
      await page.getByText('Takes back', { exact: false }).waitFor({ timeout: 20_000 })
      const back = page.url().split('/').at(-1)
      const reverse = await waitsNow(page, ({ request }) => request === back)
      // Policy permits it here; what an admin asks for at the console is confirmed by that admin, and by nobody else.
      await open(other.page, `/approvals/${reverse.id}`)
      await other.page.getByText('The admin who asked for it at the console confirms it.').waitFor()
      expect(await other.page.getByRole('button', yes).isDisabled()).toBe(true)
      await approve(page, reverse.id)
      await expect.poll(() => statusOf(house.urls.okta, leaver), { timeout: 30_000 }).toBe('ACTIVE')
      await open(page, `/requests/${suspend.request}`)
      await page.getByText(/To be taken back by[\s\S]*: resolved/).waitFor({ timeout: 30_000 })
      expect(await page.getByRole('button', { name: 'Take it back' }).count()).toBe(0)
      expect(admin.complaints).toEqual([])
    }, 120_000)

    it('what a list did is taken back as one list with one yes, and everybody of it is as before', async () => {
      const { house, admin } = stage()
      const { page } = admin
      const people = (await addPeople(house, 9, 'returns')).slice(0, 4)
      const statuses = () => Promise.all(people.map((email) => statusOf(house.urls.okta, email)))
      const list = await asked(stage(), leaversTicket(house, people))
      await approve(page, list.id)
      await open(page, `/requests/${list.request}`)
      const panel = page.getByRole('region', { name: 'List of 4' })
      await panel.getByText(/It has ended/).waitFor({ timeout: 45_000 })
      expect(await statuses()).toEqual(people.map(() => 'SUSPENDED'))
      await panel.getByRole('button', { name: 'Take all of it back' }).click()
      await panel.getByText('4 lines, as one list that asks for one yes').waitFor()
      expect(await looks(page, 'taking a list back', '.take-back')).toEqual([])
      await panel.getByRole('button', { name: 'Ask for it' }).click()
      await page.getByText('Takes back', { exact: false }).first().waitFor({ timeout: 20_000 })
      const back = page.url().split('/').at(-1)
      const reverse = await waitsNow(page, ({ request }) => request === back)
      await approve(page, reverse.id)
      await expect.poll(statuses, { timeout: 45_000 }).toEqual(people.map(() => 'ACTIVE'))
      await open(page, `/requests/${list.request}`)
      await panel.getByText(/To be taken back by[\s\S]*: resolved/).waitFor({ timeout: 30_000 })
      expect(await panel.getByRole('button', { name: 'Take all of it back' }).count()).toBe(0)
      expect(admin.complaints).toEqual([])
    }, 150_000)

    it('the stop switch holds up what was approved; everybody sees it, and after it is turned back it runs once', async () => {
      const { house, admin } = stage()
      const { page } = admin
      const one = await asked(stage(), strangeSignIns(employeeOf(house, 'Sales').email))
      await open(page, '/')
      await page.getByRole('button', { name: 'Changes run' }).click()
      const dialog = page.getByRole('dialog', { name: 'The stop switch' })
      await dialog.getByLabel('Why').fill('the directory looks wrong')
      expect(await looks(page, 'the stop switch', '[role="dialog"]')).toEqual([])
      await dialog.getByRole('button', { name: 'Stop at once' }).click()
      await dialog.getByText('the directory looks wrong').waitFor()
      // Whoever has a page open sees it there.
      await other.page.getByRole('button', { name: 'Changes stopped' }).waitFor()
      await open(other.page, `/approvals/${one.id}`)
      await other.page.getByRole('button', yes).click()
      await other.page.getByRole('button', { name: /^Approve, run as me/ }).click()
      await other.page.getByText('Approved', { exact: true }).waitFor({ timeout: 20_000 })
      await open(other.page, `/requests/${one.request}`)
      await other.page.getByText('said yes').waitFor({ timeout: 20_000 })
      expect(await other.page.locator('.timeline').innerText()).not.toContain('Called Okta as ')
      await dialog.getByLabel('Why').fill('it was looked at')
      await dialog.getByRole('button', { name: 'Resume' }).click()
      await other.page.getByRole('button', { name: 'Changes run' }).waitFor({ timeout: 20_000 })
      await other.page.getByText('Content destroyed').first().waitFor({ timeout: 60_000 })
      expect((await other.page.locator('.timeline').innerText()).match(/Called Okta as /g)).toHaveLength(1)
      expect(other.complaints).toEqual([])
    }, 120_000)

    it('a deputy says yes in the name of who is away, under their own name, until the delegation is ended', async () => {
      const { house, admin } = stage()
      const { page } = admin
      const [me, deputy] = [personOf(house, 'admin').name, personOf(house, 'admin', 1).name]
      await open(page, '/settings')
      const form = page.getByRole('form', { name: 'Name a deputy' })
      await form.getByLabel('Who decides on my behalf').selectOption({ label: deputy })
      await form
        .getByLabel('Until the end of')
        .fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 10))
      expect(await looks(page, 'naming a deputy', '.away-form')).toEqual([])
      await form.getByRole('button', { name: 'Name' }).click()
      const row = page.locator('.row', { hasText: `${deputy} decides on your behalf` })
      await row.waitFor({ timeout: 20_000 })
      const one = await asked(stage(), strangeSignIns(employeeOf(house, 'Sales').email))
      await open(other.page, `/approvals/${one.id}`)
      await other.page.getByRole('button', yes).click()
      await other.page.getByLabel('In whose name').selectOption({ label: `On behalf of ${me}, who is away` })
      expect(await looks(other.page, 'in whose name', 'form.decide')).toEqual([])
      await other.page.getByRole('button', { name: /^Approve, run as me/ }).click()
      await expect.poll(() => stateOf(page, one.id), { timeout: 30_000 }).toBe('approved')
      await row.getByRole('button', { name: 'End it' }).click()
      await expect.poll(() => row.count(), { timeout: 20_000 }).toBe(0)
      await open(page, `/requests/${one.request}`)
      await page.getByText('Content destroyed').first().waitFor({ timeout: 30_000 })
      expect(await page.locator('.timeline').innerText()).toContain(`${deputy}, on behalf of ${me}, said yes`)
      expect([...admin.complaints, ...other.complaints]).toEqual([])
    }, 120_000)
  })
}

async function statusOf(url: string, email: string): Promise<string | undefined> {
  const answer = await fetch(new URL('/_sandbox/snapshot', url))
  const { directory } = (await answer.json()) as {
    directory: { users: { status: string; profile: { login: string } }[] }
  }
  return directory.users.find(({ profile }) => profile.login === email)?.status
}
