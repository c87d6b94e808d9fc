import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { authorization, type DexRole, dexRoles } from '#client/api/authorization.ts'
import { type PagePath, pagePaths } from '#client/console/pages.ts'
import { personOf, signIn } from '../sign-in.ts'
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
  '/settings': 'GET /api/settings',
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
export const roles = (stage: () => Stage): void =>
  describe('each page for each role', () => {
    it('has a person who is nothing but that', () => {
      for (const role of dexRoles) expect(only(stage(), role).roles, role).toEqual([role])
    })

    it.each(dexRoles)(
      '%s sees what the table opens, is refused the rest, and nothing complains',
      async (role) => {
        const { house, browser, admin } = stage()
        const [first] = await waitingFor(admin.page)
        const { context, page, complaints } = await signIn(browser, house, only(stage(), role))
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
          const told = await read(page)
          const where = `${role} at ${path}`
          expect({ where, refused: told.refused, trouble: told.trouble }).toEqual({
            where,
            refused: !opens(path),
            trouble: opens(path) && !sees(path) ? 'not_found' : null,
          })
          const possible = acts.filter(([at, , line]) => at === path && sees(path) && allows(role, line))
          const offered = acts.filter(
            ([at, name]) => at === path && told.buttons.some((each) => name.test(each)),
          )
          expect(
            offered.map(([, name]) => String(name)),
            where,
          ).toEqual(possible.map(([, name]) => String(name)))
        }
        expect(complaints).toEqual([])
        await context.close()
      },
    )
  })

function only({ house }: Stage, role: DexRole) {
  const all = house.sandbox.people.filter((each) => each.roles.includes(role))
  return all.toSorted((one, other) => one.roles.length - other.roles.length)[0] ?? personOf(house, role)
}

const read = (page: Page) =>
  page.evaluate(() => ({
    refused: document.querySelector('h1')?.textContent === 'This page is not for your role',
    trouble: document.querySelector('.trouble .trouble-code code')?.textContent ?? null,
    buttons: [...document.querySelectorAll<HTMLButtonElement>('.content button:enabled')].map(
      (each) => each.textContent ?? '',
    ),
  }))
