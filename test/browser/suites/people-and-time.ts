import { describe, it } from 'vitest'
import { strangeSignIns } from '../seed.ts'
import { personOf } from '../sign-in.ts'
import { asked, employeeOf, type Stage, stateOf, waitingFor } from '../stage.ts'

const lostPhone = (requesterEmail: string) => ({
  title: 'Lost phone',
  text: 'I lost my phone and cannot sign in, please reset my MFA.',
  requesterEmail,
})

/** Approvals that take more than one yes, more than a yes, or too long. */
export function peopleAndTime(stage: () => Stage): void {
  describe('people and time', () => {
    it('a fresh sign-in for exactly this: the way there, back, and then yes', async ({ expect }) => {
      const { house, openAs } = stage()
      const { page, complaints } = await openAs(personOf(house, 'admin'))
      const one = await asked(stage(), strangeSignIns(employeeOf(house, 'People').email))
      await page.goto(`${house.urls.api}/approvals/${one.id}`)
      const again = page.getByRole('link', { name: 'Sign in again, then approve' })
      await again.waitFor()
      expect(await page.getByRole('button', { name: /^Approve ?a$/ }).isDisabled()).toBe(true)
      await again.click()
      await page
        .getByRole('button', { name: personOf(house, 'admin').name })
        .first()
        .click()
      await page.waitForURL(`${house.urls.api}/approvals/${one.id}`)
      await page.getByRole('button', { name: /^Approve ?a$/ }).click()
      await page.getByRole('button', { name: 'Approve, run as me' }).click()
      await expect.poll(() => stateOf(page, one.id), { timeout: 30_000 }).toBe('approved')
      expect(complaints).toEqual([])
      await page.close()
    }, 90_000)

    // Each mostly waits: all at once, each on a page of its own.
    it.concurrent('two people, each at a browser of their own: the second sees whose right it runs on, and it runs once', async ({
      expect,
    }) => {
      const { house, openAs } = stage()
      const { page, complaints } = await openAs(personOf(house, 'admin'))
      const one = await asked(stage(), strangeSignIns(employeeOf(house, 'Marketing').email))
      const other = await openAs(personOf(house, 'admin', 1), `/approvals/${one.id}`)
      await page.goto(`${house.urls.api}/approvals/${one.id}`)
      await page.locator('.detail').getByText('0 of 2 given').waitFor()
      await page.getByRole('button', { name: /^Approve ?a$/ }).click()
      await page.getByRole('button', { name: 'Approve; others must too' }).click()
      await page.getByText('Approved', { exact: true }).waitFor({ timeout: 20_000 })
      // The other page, open all the while, tells of it by itself.
      await other.page.locator('.detail').getByText('1 of 2 given').waitFor({ timeout: 20_000 })
      expect(await stateOf(page, one.id)).toBe('pending')
      expect(await other.page.locator('.facts').last().innerText()).toContain(personOf(house, 'admin').name)
      await page.goto(`${house.urls.api}/approvals/${one.id}`)
      await page
        .getByText(/you said yes|decided already/i)
        .first()
        .waitFor()
      expect(await page.getByRole('button', { name: /^Approve ?a$/ }).isDisabled()).toBe(true)
      await other.page.getByRole('button', { name: /^Approve ?a$/ }).click()
      await other.page.getByRole('button', { name: 'Approve', exact: true }).click()
      await expect.poll(() => stateOf(page, one.id), { timeout: 30_000 }).toBe('approved')
      await page.goto(`${house.urls.api}/requests/${one.request}`)
      await page.getByText('Content destroyed').first().waitFor({ timeout: 30_000 })
      const told = await page.locator('.timeline').innerText()
      expect(told.match(/said yes/g)).toHaveLength(2)
      expect(told.match(/Called Okta as /g)).toHaveLength(1)
      expect([...complaints, ...other.complaints]).toEqual([])
      await other.page.close()
      await page.close()
    }, 90_000)

    it.concurrent('what happens when, counted down; then it is with those who come next, and the page says so', async ({
      expect,
    }) => {
      const { house, openAs } = stage()
      const { page, complaints } = await openAs(personOf(house, 'admin'))
      const one = await asked(stage(), lostPhone(employeeOf(house, 'Marketing').email))
      await page.goto(`${house.urls.api}/approvals/${one.id}`)
      const countdown = page.locator('.decide .countdown')
      await countdown
        .getByText(/^in \d+ s$/)
        .last()
        .waitFor()
      const first = await countdown.innerText()
      expect(first).toMatch(/goes to .+ in \d+ s, is denied in (59 min|1 h)/)
      const moments = await countdown
        .locator('time')
        .evaluateAll((all) => all.map((each) => each.getAttribute('title') ?? ''))
      expect(moments.every((title) => /\d{4}/.test(title))).toBe(true)
      await expect.poll(() => countdown.innerText()).not.toBe(first)
      await page
        .locator('.detail')
        .getByText('those who come next are asked')
        .first()
        .waitFor({ timeout: 30_000 })
      const next = (await waitingFor(page)).find((each) => each.request === one.request)
      expect(next?.id).not.toBe(one.id)
      await page.goto(`${house.urls.api}/requests/${one.request}`)
      await page
        .locator('.moment-now .countdown')
        .getByText(/^in (29|30) min/)
        .waitFor()
      const story = await page.locator('.timeline').innerText()
      expect(story).toContain('Nobody decided in time')
      expect(story).toContain('Asked those who come next, role it-admin')
      await page.goto(`${house.urls.api}/approvals/${next?.id}`)
      expect(await page.locator('.decide .countdown').innerText()).toMatch(/^reminds in .+, is denied in/)
      expect(complaints).toEqual([])
      await page.close()
    }, 90_000)

    it.concurrent('time that runs out while the page is open: counted down, closed by itself, and no yes counts', async ({
      expect,
    }) => {
      const { house, openAs } = stage()
      const { page, complaints } = await openAs(personOf(house, 'admin'))
      const one = await asked(stage(), lostPhone(employeeOf(house, 'People').email))
      await page.goto(`${house.urls.api}/approvals/${one.id}`)
      await page.locator('.left.soon').first().waitFor()
      await page.locator('.detail').getByText('Expired:').waitFor({ timeout: 40_000 })
      expect(await page.getByRole('button', { name: /^Approve ?a$/ }).isDisabled()).toBe(true)
      const late = await page.evaluate(async ({ id, hash, version }) => {
        const answer = await fetch(`/api/approvals/${id}/approve`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ hash, version }),
        })
        return answer.status
      }, one)
      expect(late).toBe(409)
      expect(complaints).toEqual([])
      await page.close()
    }, 90_000)
  })
}
