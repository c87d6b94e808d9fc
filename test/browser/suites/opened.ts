import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { looks, settled, type Stage, visit, waitingFor } from '../stage.ts'

interface Opening {
  at: string
  /** One opens it, the other is inside it. */
  press?: string
  click?: string | RegExp
  within: string
}

const dialog = '[role="dialog"]'
const menu = '[role="menu"]'
/** Everything that opens over a page or inside it; what only some requests have is looked at where it is used. */
const openings: readonly Opening[] = [
  { at: '/', press: '?', within: dialog },
  { at: '/', press: 'Control+k', within: dialog },
  { at: '/', click: /^Signed in as/, within: menu },
  { at: '/approvals/:approval', press: 'a', within: 'form.decide' },
  { at: '/approvals/:approval', press: 'r', within: 'form.decide' },
  { at: '/requests?new=1', within: dialog },
  { at: '/requests/:request', click: 'Instruct', within: '.tell form' },
  { at: '/requests/:request', click: 'Take over', within: '.tell form' },
  { at: '/requests/:request', click: 'Cancel it', within: '.tell form' },
  { at: '/activity', click: 'Export', within: menu },
  { at: '/policy', click: 'Every field', within: '.why' },
  { at: '/connections', click: 'Disconnect', within: '.sure' },
]

/** Dialogs, menus and forms, each opened. */
export function opened(stage: () => Stage): void {
  describe('what opens', () => {
    it('has no violation that axe knows: wide, at 360 px, and in the dark', async () => {
      const { admin, house } = stage()
      const { page } = admin
      await page.goto(house.urls.api)
      await settled(page)
      const [first] = await waitingFor(page)
      const found: string[] = []
      let before = ''
      for (const { at, press, click, within } of openings) {
        if (at === before) await visit(page, '/settings')
        before = at
        await visit(page, at.replace(':approval', first?.id ?? '').replace(':request', first?.request ?? ''))
        if (press !== undefined) {
          if (at.startsWith('/approvals/')) await page.getByRole('button', { name: /^Approve ?a$/ }).waitFor()
          await page.keyboard.press(press)
        }
        if (click !== undefined) await page.getByRole('button', { name: click }).first().click()
        found.push(...(await looks(page, `${at} ${press ?? String(click ?? '')}`, within)))
        await closed(page)
      }
      expect(found).toEqual([])
      expect(admin.complaints).toEqual([])
    }, 120_000)

    it('reads and filters the log: who, when, what came of it; verifies it and takes along what is filtered', async () => {
      const { admin } = stage()
      const { page } = admin
      await visit(page, '/activity?outcome=require_approval')
      const lines = page.locator('.log > li')
      await lines.first().waitFor()
      expect(new Set(await page.locator('.log-kind').allInnerTexts())).toEqual(new Set(['decision']))
      const today = new Date().toLocaleDateString('sv')
      await page.getByLabel('From').fill(today)
      await page.getByLabel('Until').fill(today)
      await lines.first().waitFor()
      await page.getByRole('button', { name: 'Verify' }).click()
      await page.getByText(/chain intact up to [\d,]+/).waitFor({ timeout: 20_000 })
      await page.getByRole('button', { name: 'Export' }).click()
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('menuitem', { name: 'CSV' }).click(),
      ])
      const stream = await download.createReadStream()
      let text = ''
      for await (const piece of stream) text += String(piece)
      const rows = text.trim().split('\r\n')
      expect(rows.length).toBeGreaterThan(1)
      expect(rows.slice(1).every((row) => row.includes('"require_approval"'))).toBe(true)
      await page.getByLabel('Until').fill('2001-01-01')
      await page.getByText('Nothing fits').waitFor()
      await page.getByRole('button', { name: 'Show all' }).click()
      await lines.first().waitFor()
      expect(admin.complaints).toEqual([])
    }, 60_000)

    it('puts a decision of a request to the simulator, with what its rules had read', async () => {
      const { admin, house } = stage()
      const { page } = admin
      const [first] = await waitingFor(page)
      await page.goto(`${house.urls.api}/requests/${first?.request}`)
      const step = page.locator('.moment', { hasText: /Reset MFA factors|reset MFA factors/ })
      await step.getByRole('link', { name: 'Why?' }).first().click()
      await page.waitForURL(/\/policy\?request=req_.+&step=\d+/)
      const why = page.getByRole('region', { name: 'Why?' })
      await why.getByText(/^Step \d+ of/).waitFor()
      expect(await why.getByLabel('Action').inputValue()).toBe('okta.user.reset_factors')
      expect(await why.getByLabel('Target', { exact: true }).inputValue()).toBe('ordinary')
      expect(await why.locator('.why-recorded').innerText()).toContain('target.privileged')
      await why.locator('.why-answer').getByText('A person must approve').waitFor()
      // A fact that nobody knows denies where a rule reads it.
      await why.getByLabel('Target', { exact: true }).selectOption('unknown')
      await why.getByRole('button', { name: 'Ask policy' }).click()
      await why.locator('.why-answer').getByText('Denied').waitFor()
      expect(await looks(page, 'why, of a request', '.why')).toEqual([])
      expect(admin.complaints).toEqual([])
    }, 60_000)

    it('shows what is so: rules that no test reaches, the model that answered, the keys in use', async () => {
      const { admin } = stage()
      const { page } = admin
      await visit(page, '/policy')
      await page.getByText(/Tests: [\d,]+ inputs decided as expected, \d+ of \d+ rules reached/).waitFor()
      expect(
        await page.locator('.rule', { hasText: 'no test reaches it' }).locator('.rule-id').allInnerTexts(),
      ).toEqual(expect.arrayContaining(['marketing-two-people', 'people-fresh-sign-in', 'people-soon']))
      await visit(page, '/settings')
      const model = page.getByRole('region', { name: 'Model and budget' })
      await model.waitFor()
      expect(await model.innerText()).toMatch(/answered by\s+\S+/)
      expect(await model.innerText()).not.toContain('none yet')
      expect(await page.getByRole('region', { name: 'Keys' }).innerText()).toMatch(/sig_\w+[\s\S]*key_\w+/)
      expect(admin.complaints).toEqual([])
    }, 30_000)
  })
}

/** Whatever it was, and back at a page where nothing is open. */
async function closed(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator(`${dialog}, ${menu}`).count()).toBe(0)
}
