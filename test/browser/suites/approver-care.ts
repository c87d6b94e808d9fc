import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { employeesOf, fileTicket, strangeSignIns } from '../seed.ts'
import { personOf } from '../sign-in.ts'
import { asked, looks, type Stage, stateOf, type Waiting, waitingFor } from '../stage.ts'

const dozen = 12

/** What keeps a yes from becoming a habit. */
export function approverCare(stage: () => Stage): void {
  describe('whoever says yes', () => {
    it('is asked for a pause after a dozen yeses in a minute, and told what is not as usual', async () => {
      const { house, openAs } = stage()
      const { page, complaints } = await openAs(personOf(house, 'admin', 1))
      const of = (...departments: string[]) =>
        employeesOf(house)
          .filter(({ department }) => departments.includes(department))
          .map(({ email }) => email)
      const [first = '', ...others] = of('Engineering', 'Finance').slice(0, dozen - 1)
      const title = 'Strange sign-ins, once more'
      for (const email of [first, ...others]) await fileTicket(house, { ...strangeSignIns(email), title })
      const alike = async () => (await waitingFor(page)).filter(({ requester }) => requester.title === title)
      await expect.poll(async () => (await alike()).length, { timeout: 60_000 }).toBe(dozen - 1)
      for (const one of await alike()) expect(await sayYes(page, one)).toBe(200)
      // They see strange sign-ins again.
      expect(await sayYes(page, await asked(stage(), strangeSignIns(first)))).toBe(200)

      const other = await asked(stage(), strangeSignIns(of('Sales')[0] ?? ''))
      await page.goto(`${house.urls.api}/approvals/${other.id}`)
      await page.getByRole('button', { name: /^Approve ?a$/ }).click()
      const yes = page.getByRole('button', { name: /^Approve, run as me/ })
      await yes.click()
      await page.getByText(/Take your time with this one: \d+ s/).waitFor()
      expect(await yes.isDisabled()).toBe(true)
      expect(await stateOf(page, other.id)).toBe('pending')
      expect(await looks(page, 'the pause', 'form.decide')).toEqual([])
      await expect.poll(() => yes.isEnabled(), { timeout: 75_000 }).toBe(true)

      await page.goto(house.urls.api)
      const line = page.locator(`[data-id="${other.id}"]`)
      await line.getByText('not as usual').waitFor()
      expect(await looks(page, 'not as usual', `[data-id="${other.id}"]`)).toEqual([])
      await line.getByRole('link').click()
      await page.getByRole('heading', { name: 'Not as usual' }).waitFor()
      await page.getByText(/never for one of Sales/).waitFor()
      expect(await looks(page, 'not as usual, open', '.not-usual')).toEqual([])
      await page.getByRole('button', { name: /^Approve ?a$/ }).click()
      await yes.click()
      await expect.poll(() => stateOf(page, other.id), { timeout: 30_000 }).toBe('approved')
      expect(complaints).toEqual([])
      await page.close()
    }, 180_000)
  })
}

/** At once, as no person could who reads it; answers the status. */
const sayYes = (page: Page, { id, hash, version }: Waiting): Promise<number> =>
  page.evaluate(
    async ({ path, body }) => {
      const headers = { 'content-type': 'application/json' }
      return (await fetch(path, { method: 'POST', headers, body })).status
    },
    { path: `/api/approvals/${id}/approve`, body: JSON.stringify({ hash, version }) },
  )
