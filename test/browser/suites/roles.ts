import type { Page } from 'playwright-core'
import { describe, it } from 'vitest'
import { authorization, type DexRole, dexRoles } from '#client/api/authorization.ts'
import { type PagePath, pagePaths } from '#client/console/pages.ts'
import { settled, type Stage, visit, waitingFor } from '../stage.ts'

/** What a page fetches to have anything to show; null: everybody has something of their own there. */
const fetches: Readonly<Record<PagePath, string | null>> = {
  '/': 'GET /api/approvals',
  '/approvals/:id': 'GET /api/approvals/:id',
  '/requests': null,
  '/requests/:id': null,
  '/in-doubt': 'GET /api/in-doubt',
  '/activity': 'GET /api/activity',
  '/policy': 'GET /api/policy/in-force',
  '/autonomy': 'GET /api/autonomy',
  '/standing-approvals': 'GET /api/standing-approvals',
  '/connections': null,
  '/settings': 'GET /api/deputies',
  '/me': null,
}

/** In the navigation, in its order. */
const places: readonly (readonly [PagePath, string])[] = [
  ['/', 'Inbox'],
  ['/requests', 'Requests'],
  ['/in-doubt', 'In doubt'],
  ['/activity', 'Activity'],
  ['/policy', 'Policy'],
  ['/autonomy', 'Autonomy'],
  ['/standing-approvals', 'Standing'],
  ['/connections', 'Connections'],
  ['/settings', 'Settings'],
  ['/me', 'Mine'],
]

/** What can be done on a page, and the line that it takes. */
const acts: readonly (readonly [PagePath, RegExp, string])[] = [
  ['/approvals/:id', /^Approve/, 'POST /api/approvals/:id/approve'],
  ['/approvals/:id', /^Reject/, 'POST /api/approvals/:id/reject'],
  ['/requests', /^New request/, 'POST /api/requests'],
  ['/requests/:id', /^Instruct/, 'POST /api/requests/:id/instruct'],
  ['/requests/:id', /^Take over/, 'POST /api/requests/:id/take-over'],
  ['/activity', /^Verify/, 'GET /api/activity/verify'],
  ['/policy', /^Ask policy/, 'POST /api/policy/decide'],
  ['/settings', /^Sign out everywhere/, 'POST /api/sessions/end-all'],
]

const allows = (role: DexRole, line: string): boolean => {
  const access = authorization[line]
  if (!access) throw new Error(`no such line: ${line}`)
  return access.roles === null || access.roles.includes(role)
}

/** Each page for each role, by the one table that the API answers by. */
export function roles(stage: () => Stage): void {
  describe('each page for each role', () => {
    // Each at a browser of their own, all at the same time.
    it.concurrent.for(dexRoles)(
      '%s sees what the table opens, is refused the rest, and nothing complains',
      { timeout: 120_000 },
      async (role, { expect }) => {
        const { admin, openAs } = stage()
        const [first] = await waitingFor(admin.page)
        const { page, complaints } = await openAs(only(stage(), role))
        await settled(page)
        const shown = await page
          .getByRole('navigation', { name: 'Places' })
          .getByRole('link')
          .evaluateAll((links) => links.map((link) => link.querySelector('.place-name')?.textContent))
        const opens = (path: PagePath) => fetches[path] === null || allows(role, fetches[path])
        expect(shown).toEqual(places.filter(([path]) => opens(path)).map(([, name]) => name))
        // Another's request is there for those who see all; what an employee asked for themselves is told elsewhere.
        const sees = (path: PagePath) => opens(path) && !(path === '/requests/:id' && role === 'employee')
        for (const path of pagePaths) {
          const id = path.startsWith('/approvals') ? first?.id : first?.request
          if (path === '/' && !opens(path)) continue
          await visit(page, path.replace(':id', id ?? ''))
          const possible = acts.filter(([at, , line]) => at === path && sees(path) && allows(role, line))
          const names = possible.map(([, name]) => String(name))
          const trouble = opens(path) && !sees(path) ? 'not_found' : null
          await expect
            .poll(() => read(page, path), { message: `${role} at ${path}`, timeout: 30_000 })
            .toEqual({ refused: !opens(path), trouble, can: names })
        }
        expect(complaints).toEqual([])
        await page.close()
      },
    )
  })
}

/** Of those the last, for whom no ticket was filed. */
function only({ house }: Stage, role: DexRole) {
  const found = house.sandbox.people.filter((each) => each.roles.join() === role).at(-1)
  if (!found) throw new Error(`nobody is ${role} alone`)
  return found
}

/** What the page at this path shows: refused, in trouble, and what can be done, or could but for a reason that is said. */
async function read(page: Page, path: PagePath) {
  const told = await page.evaluate(() => ({
    refused: document.querySelector('h1')?.textContent === 'This page is not for your role',
    trouble: document.querySelector('.trouble .trouble-code code')?.textContent ?? null,
    buttons: [...document.querySelectorAll<HTMLButtonElement>('.content button')].map((each) => ({
      name: each.textContent ?? '',
      disabled: each.disabled,
    })),
    why: document.querySelector('.decide-why')?.textContent ?? '',
  }))
  const role = 'Your role reads; it does not decide.'
  const can = told.buttons.filter(({ disabled }) => !disabled || (told.why !== '' && told.why !== role))
  return {
    refused: told.refused,
    trouble: told.trouble,
    can: acts
      .filter(([at, name]) => at === path && can.some((each) => name.test(each.name)))
      .map(([, name]) => String(name)),
  }
}
