import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { pagePaths } from '#client/console/pages.ts'
import { accountOf, clearFaults, plantFault } from '../support/platform.ts'
import type { House } from './house.ts'
import { addPeople, employeesOf, fileTicket, hostile, leaversTicket, strangeSignIns } from './seed.ts'
import {
  byTheme,
  byWidth,
  looks,
  raiseStage,
  settled,
  stateOf,
  violations,
  visit,
  type Waiting,
  waitingFor,
} from './stage.ts'
import { type OpenAs, personOf, type SignedIn, signIn } from './sign-in.ts'
import { changing } from './suites/changing.ts'
import { rollBackPolicy } from './suites/roll-back.ts'

const stage = raiseStage()
let house: House
let browser: Browser
let admin: SignedIn
let openAs: OpenAs
beforeAll(() => {
  ;({ house, browser, admin, openAs } = stage())
})

const waiting = waitingFor
const open = (page: Page, path: string) => page.goto(`${house.urls.api}${path}`)

/** Addresses with something behind them. */
async function addresses(page: Page): Promise<string[]> {
  const [first] = await waiting(page)
  return pagePaths.map((path) =>
    path.replace(':id', path.startsWith('/approvals') ? (first?.id ?? '') : (first?.request ?? '')),
  )
}

describe('every page', () => {
  it('has a policy of its own without anything inline, and a nonce that is used once', async () => {
    const policies = await Promise.all(
      pagePaths.map(async (path) => {
        const answer = await fetch(`${house.urls.api}${path.replace(':id', 'x')}`)
        expect(answer.status).toBe(200)
        expect(answer.headers.get('x-frame-options')).toBe('DENY')
        expect(answer.headers.get('cache-control')).toBe('no-store')
        return answer.headers.get('content-security-policy') ?? ''
      }),
    )
    for (const policy of policies) {
      expect(policy).toMatch(/script-src 'self';/)
      expect(policy).toMatch(/style-src 'self' 'nonce-[\w-]{22}';/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toContain('unsafe')
    }
    expect(new Set(policies).size).toBe(policies.length)
  })

  it('has no violation that axe knows: wide and at 360 px, in light and in dark', async () => {
    const { page, complaints } = await openAs(personOf(house, 'admin'))
    const found: string[] = []
    for (const path of await addresses(page)) {
      await visit(page, path)
      found.push(...(await violations(page, `${path} wide`)))
      await page.emulateMedia({ colorScheme: 'dark' })
      found.push(...(await violations(page, `${path} in the dark`, byTheme)))
      await page.setViewportSize({ width: 360, height: 740 })
      // What cannot be drawn smaller scrolls inside its own box, never the page.
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (over > 0) found.push(`${path} is ${over} px too wide`)
      await page.emulateMedia({ colorScheme: 'light' })
      found.push(...(await violations(page, `${path} narrow`, byWidth)))
      await page.setViewportSize({ width: 1280, height: 800 })
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
    await page.close()
  }, 150_000)

  it('sends a stranger to the sign-in and back to where they wanted to go', async () => {
    const { context, page } = await signIn(browser, house, personOf(house, 'auditor'), '/policy')
    expect(new URL(page.url()).pathname).toBe('/policy')
    await page.getByRole('heading', { name: 'Policy', level: 1 }).waitFor()
    await context.close()
  })
})

describe('deciding', () => {
  it('approves from the keyboard alone, and the story goes on by itself', async () => {
    const { page } = admin
    await open(page, '/')
    // Six that ask for the same are one line, which decides nothing and unfolds.
    const folded = page.locator('.inbox-alike').getByRole('button')
    await folded.getByText('6 alike').waitFor()
    expect(await page.locator('.inbox-line').count()).toBe(1)
    await page.keyboard.press('j')
    await page.keyboard.press('a')
    await page.locator('.inbox-inner').nth(5).waitFor()
    expect(await folded.getAttribute('aria-expanded')).toBe('true')
    await page.keyboard.press('ArrowLeft')
    await expect.poll(() => page.locator('.inbox-line').count(), { timeout: 15_000 }).toBe(1)
    await page.keyboard.press('Enter')
    expect(await looks(page, 'what is alike, unfolded', '.inbox-list')).toEqual([])
    await page.keyboard.press('j')
    await page.locator('.inbox-inner.chosen').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Cannot be taken back.', { exact: true }).waitFor()
    const [chosen] = await waiting(page)
    expect(page.url()).toContain(chosen?.id)
    await page.keyboard.press('a')
    await page.getByLabel('How did you prove who they are?').selectOption('video')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Control+Enter')
    await page.getByText('Approved', { exact: true }).waitFor()
    await open(page, `/requests/${chosen?.request}`)
    await page.getByText('Content destroyed').waitFor({ timeout: 30_000 })
    const told = await page.locator('.timeline').innerText()
    expect(told).toContain('said yes')
    expect(told).toMatch(/Called Okta as /)
    expect(told).toContain('Okta request')
    expect(told).not.toContain('lost my phone')
  })

  it('rejects with a word, and the next one is open', async () => {
    const { page } = admin
    const [first] = await waiting(page)
    await open(page, `/approvals/${first?.id}`)
    await page.getByRole('button', { name: 'Reject' }).click()
    await page.getByLabel('Why not?').fill('the desk called: it was not them')
    await page.getByRole('form', { name: 'Reject' }).getByRole('button', { name: 'Reject' }).click()
    await page.getByText('Rejected', { exact: true }).waitFor()
    await expect
      .poll(async () => (await waiting(page)).map((each) => each.id), { timeout: 15_000 })
      .not.toContain(first?.id)

    // A colleague goes on from what it hands over: as it proposes, otherwise, or not at all.
    await open(page, `/requests/${first?.request}`)
    const handOver = page.getByRole('region', { name: 'Hand-over' })
    const goOn = handOver.getByRole('button', { name: 'Let it go on so' })
    await goOn.waitFor({ timeout: 30_000 })
    expect(await looks(page, 'a hand-over', '.story-now')).toEqual([])
    await goOn.click()
    const story = page.locator('.timeline')
    await story.getByText('gave an instruction').first().waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Instruct' }).click()
    await page.getByLabel('Tell the engineer').fill('Leave it; the desk calls them.')
    await page.getByRole('button', { name: 'Tell', exact: true }).click()
    await story.getByText('gave an instruction').nth(1).waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Cancel it' }).click()
    await page.locator('.tell form').getByRole('button', { name: 'Cancel it' }).click()
    await story.getByText('Content destroyed').waitFor({ timeout: 30_000 })
  }, 90_000)

  it('lets two decide at the same moment: it runs once, as one of them, and both are told', async () => {
    const [one] = await waiting(admin.page)
    const other = await openAs(personOf(house, 'admin', 1), `/approvals/${one?.id}`)
    await open(admin.page, `/approvals/${one?.id}`)
    const pages = [admin.page, other.page]
    for (const page of pages) {
      await page.getByRole('button', { name: 'Approve' }).click()
      await page.getByLabel('How did you prove who they are?').selectOption('callback')
    }
    await Promise.all(
      pages.map(async (page) => {
        await page.getByRole('button', { name: /^Approve, run as me/ }).click()
        await page.locator('.told p, .trouble').first().waitFor()
      }),
    )
    await expect.poll(() => stateOf(admin.page, one?.id ?? ''), { timeout: 20_000 }).toBe('approved')
    await open(admin.page, `/requests/${one?.request}`)
    await admin.page.getByText('Content destroyed').first().waitFor({ timeout: 30_000 })
    const told = await admin.page.locator('.timeline').innerText()
    expect(told.match(/Called Okta as /g)).toHaveLength(1)
    await other.page.close()
  })

  it('says what changed under an open page and takes no decision on what was shown before', async () => {
    const { page } = admin
    const [one] = await waiting(page)
    await open(page, `/approvals/${one?.id}`)
    await page.getByRole('button', { name: 'Approve' }).waitFor()
    const stale = await page.evaluate(
      async ({ id, hash, version }) => {
        const answer = await fetch(`/api/approvals/${id}/approve`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ hash, version: version + 1, proof: 'video' }),
        })
        return ((await answer.json()) as { code: string }).code
      },
      { id: one?.id ?? '', hash: one?.hash ?? '', version: one?.version ?? 0 },
    )
    expect(stale).toBe('version_stale')
    // Decided elsewhere while it is open here: the buttons go, with the reason.
    await page.evaluate(
      async ({ id, hash, version }) =>
        fetch(`/api/approvals/${id}/reject`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ hash, version }),
        }),
      { id: one?.id ?? '', hash: one?.hash ?? '', version: one?.version ?? 0 },
    )
    await expect
      .poll(() => page.getByRole('button', { name: 'Approve' }).isDisabled(), { timeout: 15_000 })
      .toBe(true)
    expect(await page.locator('.decide-why').innerText()).toMatch(/you said no|decided already/i)
  })

  it('shows an auditor everything but the content, and no way to act', async () => {
    const [one] = await waiting(admin.page)
    const { page } = await openAs(personOf(house, 'auditor'), `/approvals/${one?.id}`)
    await page.getByText('Your role reads; it does not decide.').waitFor()
    expect(await page.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: 'Reject' }).isDisabled()).toBe(true)
    const status = await page.evaluate(
      async ({ id, hash, version }) =>
        (
          await fetch(`/api/approvals/${id}/approve`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ hash, version }),
          })
        ).status,
      { id: one?.id ?? '', hash: one?.hash ?? '', version: one?.version ?? 0 },
    )
    expect(status).toBe(403)
    await page.close()
  })
})

describe('approving always', () => {
  const sessions = (index: number) =>
    fileTicket(house, strangeSignIns(employeesOf(house)[index]?.email ?? ''))
  const asked = async () =>
    (await waiting(admin.page)).find((each) => each.action === 'okta.user.clear_sessions')

  it('from the first one: looked at before, in force at once, used, told, and taken back', async () => {
    const { page } = admin
    await sessions(0)
    await expect.poll(async () => (await asked())?.id, { timeout: 30_000 }).toBeDefined()
    const first = await asked()
    await open(page, `/approvals/${first?.id}`)
    await page.getByRole('button', { name: 'Approve always' }).waitFor()
    await page.keyboard.press('A')
    const dialog = page.getByRole('dialog', { name: /^Approve always/ })
    await dialog.getByText('At most 20 accounts').waitFor()
    expect(await dialog.innerText()).toContain('never on anything with admin rights')
    expect(await looks(page, 'the dialog', '[role="dialog"]')).toEqual([])
    await dialog.getByLabel('In all').fill('51')
    await dialog.getByText('the terms go further than policy offers', { exact: false }).waitFor()
    await dialog.getByLabel('In all').fill('2')
    await dialog.getByText('at most 2 times in all').waitFor()
    await dialog.getByRole('button', { name: 'Approve this one, and always' }).click()
    await page.getByText('Approved always', { exact: true }).waitFor({ timeout: 30_000 })
    await page.getByRole('heading', { name: 'Standing approvals', level: 1 }).waitFor()
    await page.getByText('in force').waitFor()

    await sessions(1)
    await page.getByText('1 of 2', { exact: false }).first().waitFor({ timeout: 30_000 })
    await page.getByText('Its one use').click()
    await page.getByRole('link', { name: /of its request$/ }).click()
    await page.getByText('Content destroyed').first().waitFor({ timeout: 30_000 })
    expect(await page.locator('.timeline').innerText()).toMatch(
      /a standing approval of .+ answers[\s\S]*Called Okta as .+, under the standing approval of/,
    )

    await open(page, '/autonomy')
    await page.getByRole('rowheader', { name: /Clear sessions/ }).waitFor()
    expect(await page.getByRole('row', { name: /Clear sessions/ }).innerText()).toContain(
      'a standing approval is in force',
    )

    expect(admin.complaints).toEqual([])
  }, 150_000)

  it('ends with the policy that offered it: back to another version by a click, a reason and a second person’s yes', async () => {
    expect(await rollBackPolicy(stage())).toEqual([])
    expect(admin.complaints).toEqual([])
  }, 150_000)

  it('is looked at anew and confirmed by its grantor with one yes, never for more; and revoked', async () => {
    const { page } = admin
    await sessions(2)
    await expect.poll(async () => (await asked())?.id, { timeout: 30_000 }).toBeDefined()
    await open(page, '/standing-approvals')
    await page.getByText('needs a new look').first().waitFor({ timeout: 30_000 })
    await page.getByRole('button', { name: 'Look at it anew' }).click()
    const anew = page.getByRole('region', { name: 'Confirm it anew' })
    await expect
      .poll(() => anew.innerText(), { timeout: 30_000 })
      .toMatch(/offers at most 20d and 40 times; it offered 30d and 50[\s\S]*at most once in all/)
    expect(await looks(page, 'renewal', '.renewal')).toEqual([])
    await anew.getByRole('button', { name: 'Confirm it anew' }).click()
    await page.getByText('Its grantor confirmed it anew', { exact: false }).waitFor({ timeout: 30_000 })
    await page.getByText('in force', { exact: true }).first().waitFor()

    await page.getByRole('button', { name: 'Revoke' }).click()
    await page.getByRole('button', { name: 'Revoke now' }).click()
    await page.getByText('Revoked by', { exact: false }).waitFor()
    await sessions(4)
    const waits = async () =>
      (await waiting(page)).filter((each) => each.action === 'okta.user.clear_sessions').length
    await expect.poll(waits, { timeout: 30_000 }).toBe(2)
    expect(admin.complaints).toEqual([])
  }, 150_000)

  it('is no button where policy does not offer it, and for nobody who only reads', async () => {
    const { page } = admin
    const credential = (await waiting(page)).find((each) => each.action === 'okta.user.reset_factors')
    await open(page, `/approvals/${credential?.id}`)
    await page.getByRole('button', { name: 'Reject' }).waitFor()
    expect(await page.getByRole('button', { name: 'Approve always' }).count()).toBe(0)
    const auditor = await openAs(personOf(house, 'auditor'), '/standing-approvals')
    await auditor.page.getByText('revoked', { exact: true }).first().waitFor()
    expect(await auditor.page.getByRole('button', { name: 'Revoke' }).count()).toBe(0)
    await auditor.page.close()
  })
})

/** Whose sessions nobody can tell to have been ended. */
const doubted = () => employeesOf(house)[3]?.email ?? ''
const askedAgain = async (page: Page, email: string): Promise<Waiting | undefined> => {
  const account = await accountOf(house.urls.okta, email)
  await fileTicket(house, strangeSignIns(email))
  const asked = async () =>
    (await waiting(page)).find(
      ({ action, target }) => action === 'okta.user.clear_sessions' && target?.id === account,
    )
  await expect.poll(async () => (await asked())?.id, { timeout: 45_000 }).toBeDefined()
  return asked()
}

describe('an answer that never came', () => {
  it('leaves a step of which the platform does not tell whether it was done', async () => {
    const { page } = admin
    const approval = await askedAgain(page, doubted())
    const account = await accountOf(house.urls.okta, doubted())
    const lost = { method: 'DELETE', path: `${account}/sessions` }
    await plantFault(house.urls.okta, { match: lost, kind: 'reset_before', times: 20 })
    await open(page, `/approvals/${approval?.id}`)
    await page.getByRole('button', { name: /^Approve ?a$/ }).click()
    await page.getByRole('button', { name: /^Approve, run as me/ }).click()
    await page.getByText('Approved', { exact: true }).waitFor({ timeout: 20_000 })
    await expect.poll(() => stateOf(page, approval?.id ?? ''), { timeout: 20_000 }).toBe('approved')
  })
})

describe('a person’s own view', () => {
  it('shows an employee what was done for them and to them, and an admin what ran on their right', async () => {
    const [first, second] = employeesOf(house)
    const employee = await openAs(second ?? { name: '' }, '/me')
    const done = employee.page.getByRole('heading', { name: 'What was done' }).locator('..')
    const cleared = done.locator('.row').filter({ hasText: /Clear sessions/ })
    await cleared.first().waitFor()
    expect(await cleared.count()).toBe(1)
    expect(await cleared.innerText()).toMatch(/Okta[\s\S]*you asked for it[\s\S]*done/)
    expect(await cleared.getByText('the platform’s request id').count()).toBe(1)
    // The same was done for somebody else: not theirs to see, in the page or in what it was made of.
    const theirs = await employee.page.evaluate(async () =>
      (await fetch('/api/me/activity?limit=1000')).text(),
    )
    const { items } = JSON.parse(theirs) as { items: { action: string | null; request: string | null }[] }
    expect(new Set(items.map((each) => each.request).filter((id) => id !== null)).size).toBeLessThanOrEqual(2)
    expect(theirs).not.toContain(first?.email)
    expect(employee.complaints).toEqual([])
    await employee.page.close()
    await open(admin.page, '/me')
    await admin.page.getByText('it ran on your right').first().waitFor()
  })
})

describe('a list of two hundred', () => {
  it('is read as a list, shortened, sampled, approved, watched, paused and stopped', async () => {
    const { page } = admin
    const people = await addPeople(house, 200)
    await fileTicket(house, leaversTicket(house, people))
    await open(page, '/')
    await page.locator('.inbox-line', { hasText: '200 at once' }).getByRole('link').click({ timeout: 60_000 })
    const review = page.getByRole('region', { name: 'The list' })
    await review.getByRole('heading', { name: /^200 lines: 195 alike, 5 not like them/ }).waitFor()
    // Five of them are suspended already: unlike the others, and said so.
    const unlike = review.locator('.list-group-unlike')
    expect(await unlike.locator('summary').innerText()).toMatch(/5 unlike the others.*status: suspended/s)
    expect(await unlike.locator('.trait.unlike').count()).toBe(1)
    for (const line of [7, 8, 200]) await review.getByLabel(`Take out line ${line}`, { exact: true }).check()
    expect(await violations(page, 'a list')).toEqual([])
    await review.getByRole('button', { name: 'Take out 3 lines, leave 197' }).click()
    await page.getByText('3 taken out').waitFor({ timeout: 20_000 })

    await open(page, '/')
    await page.locator('.inbox-line', { hasText: '197 at once' }).getByRole('link').click({ timeout: 30_000 })
    await review.getByRole('heading', { name: /^197 lines/ }).waitFor()
    expect(await review.locator('.list-group-aside summary').innerText()).toContain('3 set aside')
    await page.getByRole('button', { name: 'Approve' }).click()
    const yes = page.getByRole('form', { name: 'Approve' })
    const send = yes.getByRole('button', { name: /^Approve, run as me/ })
    expect(await send.isDisabled()).toBe(true)
    for (const sample of await yes.locator('.samples input').all()) await sample.check()
    await send.click()
    await page.getByText('Approved', { exact: true }).waitFor({ timeout: 20_000 })

    const listed = await page.evaluate(async () => {
      const { items } = (await (await fetch('/api/requests?open=true&status=executing')).json()) as {
        items: { id: string; title: string | null }[]
      }
      return items.find((each) => each.title?.includes('leavers'))?.id
    })
    await open(page, `/requests/${listed}`)
    const panel = page.getByRole('region', { name: 'List of 197' })
    await panel
      .getByText(/^[1-9]\d* done/)
      .first()
      .waitFor({ timeout: 30_000 })
    await panel.getByRole('button', { name: 'Pause' }).click()
    await panel.getByText(/It is paused/).waitFor({ timeout: 20_000 })
    expect(await violations(page, 'a list that runs')).toEqual([])
    await panel.getByRole('button', { name: 'Stop it' }).click()
    await panel.getByText(/It has ended/).waitFor({ timeout: 20_000 })
    expect(await panel.innerText()).toMatch(/\d+ left out/)
    expect(admin.complaints).toEqual([])
  }, 150_000)
})

describe('what nobody can tell', () => {
  it('stands at its desk until somebody has looked; their signed word ends it and is on record', async () => {
    const { page } = admin
    const account = await accountOf(house.urls.okta, doubted())
    const row = page.locator('.rows .row').filter({ hasText: 'Clear sessions' })
    const shown = async () => {
      await open(page, '/in-doubt')
      await settled(page)
      return row.count()
    }
    await expect.poll(shown, { timeout: 60_000, interval: 2_000 }).toBe(1)
    await clearFaults(house.urls.okta)
    await row.getByTitle(account).waitFor()
    expect(await row.innerText()).toMatch(/tried once/)
    expect(await violations(page, '/in-doubt')).toEqual([])
    const request = (await row.getByRole('link', { name: /of its request$/ }).getAttribute('href')) ?? ''
    await row.getByRole('button', { name: 'I looked' }).click()
    expect(await looks(page, 'settling', '.rows form')).toEqual([])
    await row.getByLabel('I looked at').selectOption('object')
    await row.getByLabel('Id of what shows it').fill('evt.none')
    await row.getByRole('button', { name: 'It was not done' }).click()
    await page.getByText('Settled: it was not done').waitFor({ timeout: 20_000 })
    await page.getByText('Nothing is in doubt').waitFor({ timeout: 20_000 })

    // Its request is with people, and says who looked; the log has their word, signed.
    await open(page, request)
    await page
      .locator('.timeline')
      .getByText(/looked at Okta: it was not done/)
      .waitFor()
    expect(await page.locator('.timeline').innerText()).toMatch(/in doubt[\s\S]*looked at Okta/)
    await open(page, `/activity?kind=action.settled&request=${request.split('/').at(-1)}`)
    const line = page.locator('.log-line', { hasText: 'did_not_happen' })
    await line.locator('summary').click()
    const entry = await line.locator('pre').innerText()
    expect(entry).toContain('"proof": "object:evt.none"')
    expect(entry).toMatch(/"signature": "[\w-]{40,}/)

    // And the same may be asked for again.
    const again = await askedAgain(page, doubted())
    await open(page, `/approvals/${again?.id}`)
    await page.getByRole('button', { name: /^Approve ?a$/ }).click()
    await page.getByRole('button', { name: /^Approve, run as me/ }).click()
    await open(page, `/requests/${again?.request}`)
    await page.getByText('Content destroyed').first().waitFor({ timeout: 30_000 })
    expect(admin.complaints).toEqual([])
  }, 150_000)
})

describe('hostile words', () => {
  it('stay words: nothing runs, nothing can be clicked, what hides is shown', async () => {
    const { page } = admin
    const [employee] = employeesOf(house)
    await fileTicket(house, {
      title: 'Fwd:\u202e tnegru\u2066 <b>now</b>',
      text: `${hostile}\n${'A long line. '.repeat(8_000)}`,
      requesterEmail: employee?.email ?? '',
    })
    await open(page, '/requests?open=true')
    await page.getByText('U+202E').first().click()
    await page.getByText('window.hurt=1').first().waitFor()
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false)
    const block = page.locator('.foreign-block').first()
    expect(await block.locator('a, img, script, b').count()).toBe(0)
    expect(await block.innerText()).toContain('U+202E')
    expect(await block.innerText()).toContain('U+200B')
    expect(await block.getByRole('button', { name: /Show all/ }).count()).toBe(1)
    expect(admin.complaints).toEqual([])
  })
})

changing(stage)
