import { describe, expect, it } from 'vitest'
import { atDatabase } from '../house.ts'
import { personOf, signIn } from '../sign-in.ts'
import { settled, type Stage, stateOf, waitingFor } from '../stage.ts'

/** Another port of this machine: another origin of the same site, to which browsers do send the cookie. */
const elsewhereUrl = 'http://127.0.0.1:9/'

/** Whose session it is, what others can make of it, and when it ends. */
export function sessions(stage: () => Stage): void {
  describe('a session', () => {
    it('is of no use to another site: no form, no script and no frame of it gets anywhere', async () => {
      const { house, admin } = stage()
      const { page } = admin
      const [one] = await waitingFor(page)
      const elsewhere = await page.context().newPage()
      await elsewhere.route(`${elsewhereUrl}**`, (route) =>
        route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>elsewhere</title>' }),
      )
      await elsewhere.goto(elsewhereUrl)
      const yes = { hash: one?.hash, version: one?.version, proof: 'video' }
      const read = await elsewhere.evaluate(
        async ({ api, id, body }) => {
          const to = `${api}/api/approvals/${id}/approve`
          const with_ = { credentials: 'include', method: 'POST' } as const
          const send = (url: string, init: RequestInit) =>
            fetch(url, init).then(
              (answer) => answer.status,
              () => 'unseen',
            )
          const json = { 'content-type': 'application/json' }
          return [
            await send(`${api}/auth/logout`, { ...with_, mode: 'no-cors', body: new URLSearchParams() }),
            await send(to, { ...with_, mode: 'no-cors', body }),
            await send(to, { ...with_, body, headers: json }),
            await send(`${api}/api/me`, { credentials: 'include' }),
          ]
        },
        { api: house.urls.api, id: one?.id ?? '', body: JSON.stringify(yes) },
      )
      expect(read).toEqual(['unseen', 'unseen', 'unseen', 'unseen'])
      // A form of theirs, on top: what the browser sends with it says whence it came.
      await elsewhere.evaluate(
        ({ api, id, body }) => {
          const form = document.createElement('form')
          form.method = 'post'
          form.enctype = 'text/plain'
          form.action = `${api}/api/approvals/${id}/approve`
          const field = document.createElement('input')
          field.name = body.slice(0, -1)
          field.value = '"x":1}'
          form.append(field)
          document.body.append(form)
          form.submit()
        },
        { api: house.urls.api, id: one?.id ?? '', body: JSON.stringify(yes) },
      )
      await elsewhere.waitForURL(`${house.urls.api}/**`)
      expect(await elsewhere.innerText('body')).toMatch(/csrf_refused|not supported|media/i)
      expect(await stateOf(page, one?.id ?? '')).toBe('pending')
      expect((await page.context().request.get(`${house.urls.api}/api/me`)).status()).toBe(200)

      await elsewhere.goto(elsewhereUrl)
      for (const path of ['/', `/approvals/${one?.id}`, '/temporal', '/auth/login']) {
        await elsewhere.evaluate((src) => {
          document.body.replaceChildren()
          const frame = document.createElement('iframe')
          frame.src = src
          document.body.append(frame)
        }, `${house.urls.api}${path}`)
        await expect
          .poll(() => elsewhere.frames()[1]?.url(), { timeout: 10_000, message: path })
          .toContain('chrome-error:')
      }
      await elsewhere.close()
    })

    it('that is over says so at once, on every page, and leads back to where it was', async () => {
      const { house, browser } = stage()
      const person = personOf(house, 'auditor')
      const { context, page } = await signIn(browser, house, person, '/activity')
      await settled(page)
      await atDatabase(
        house,
        `update sessions set seen_at = seen_at - interval '2 hours' where person =
           (select person from sessions order by created_at desc limit 1)`,
      )
      // It may say so by itself before anybody clicks: then it leads back to where it was.
      const place = page.getByRole('link', { name: 'Requests' })
      const went = await place.click({ timeout: 3_000 }).then(
        () => true,
        () => false,
      )
      await page.getByRole('link', { name: 'Sign in' }).waitFor({ timeout: 15_000 })
      expect(await page.locator('.content').count()).toBe(0)
      await page.getByRole('link', { name: 'Sign in' }).click()
      // The identity provider may still know them.
      const again = page.getByRole('button', { name: person.name }).first()
      await again
        .or(page.getByRole('navigation', { name: 'Places' }))
        .first()
        .waitFor()
      if (await again.isVisible()) await again.click()
      await page.getByRole('heading', { name: went ? 'Requests' : 'Activity', level: 1 }).waitFor()
      expect(new URL(page.url()).pathname).toBe(went ? '/requests' : '/activity')
      await context.close()
    })
  })
}
