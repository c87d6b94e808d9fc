import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { APIResponse, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { createSecretDelivery } from '#activities/secrets/secret-delivery.ts'
import { placesOf } from '#client/cli/up/places.ts'
import { sandboxTenant } from '#client/cli/up/seed.ts'
import type { PersonId, RequestId } from '#contract/ids.ts'
import { createDatabase } from '#store/database.ts'
import { openSharedKeys } from '#vault/shared-keys.ts'
import { atDatabase, type House } from '../house.ts'
import { personOf } from '../sign-in.ts'
import { type Stage, waitingFor } from '../stage.ts'

const secret = 'Heron-basalt-4471'

/** As the gate keeps one that a platform answered with; answers the link's path. */
async function keep(house: House, recipient: string, request: string): Promise<string> {
  const { keysShared: shared, requestKeys } = placesOf(house.data)
  const file = await readFile(join(house.data, 'postgres.json'), 'utf8')
  const { port, user, password } = JSON.parse(file) as { port: number; user: string; password: string }
  const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/dex`
  const database = createDatabase({ url, applicationName: 'test', connectionsMax: 1 })
  try {
    const { secretKeys } = openSharedKeys({ shared, requestKeys, profile: 'sandbox' })
    const { id } = await createSecretDelivery({ database, secretKeys, clock: Date.now }).keep({
      tenant: sandboxTenant,
      request: request as RequestId,
      step: 1,
      action: 'okta.user.reset_password',
      recipient: recipient as PersonId,
      secret,
    })
    return `/secrets/${id}`
  } finally {
    await database.close()
  }
}

const personAt = (page: Page): Promise<string> =>
  page.evaluate(async () => ((await (await fetch('/api/me')).json()) as { person: string }).person)

/** The link to a temporary password, in the browsers of those who get to see it: its person, others, previews, scanners. */
export function secrets(stage: () => Stage): void {
  describe('a secret for a person', () => {
    it('is shown once, after a click of its person; looking at the link, however and by whom, burns nothing', async () => {
      const { house, browser, admin, openAs } = stage()
      const { page } = admin
      const [waiting] = await waitingFor(page)
      const path = await keep(house, await personAt(page), waiting?.request ?? '')
      const link = `${house.urls.api}${path}`
      const texts: string[] = []
      const note = async (answer: APIResponse) => void texts.push(await answer.text())
      // A chat's preview and a mail scanner know no session; one that runs in the person's browser does.
      const stranger = await browser.newContext()
      for (const { request } of [stranger, page.context()]) {
        await note(await request.get(link))
        await note(await request.head(link))
      }
      await note(await stranger.request.post(link))
      await note(await page.context().request.post(link, { headers: { origin: 'http://127.0.0.1:9' } }))
      await stranger.close()

      const other = await openAs(personOf(house, 'auditor'))
      expect((await other.page.goto(link))?.status()).toBe(404)
      texts.push(await other.page.content())
      await other.page.close()
      expect(texts.join('\n')).not.toContain(secret)

      const shown = await page.context().newPage()
      const looked = await shown.goto(link)
      expect(looked?.headers()['cache-control']).toContain('no-store')
      expect(await shown.locator('script').count()).toBe(0)
      await shown.reload()
      expect(await shown.content()).not.toContain(secret)
      await shown.getByRole('button', { name: 'Show it now' }).click()
      await shown.getByText(secret).waitFor()

      expect((await shown.goto(link))?.status()).toBe(404)
      await shown.goBack()
      expect(await shown.content()).not.toContain(secret)
      expect((await page.context().request.post(link)).ok()).toBe(false)
      await shown.close()
    })

    it('that nobody looked at in its time is gone', async () => {
      const { house, admin } = stage()
      const { page } = admin
      const [waiting] = await waitingFor(page)
      const path = await keep(house, await personAt(page), waiting?.request ?? '')
      const shown = await page.context().newPage()
      await shown.goto(`${house.urls.api}${path}`)
      await atDatabase(house, `update secrets set expires_at = now() where id = $1`, [path.split('/').at(-1)])
      await shown.getByRole('button', { name: 'Show it now' }).click()
      await shown.getByRole('heading', { name: 'Nothing here' }).waitFor()
      expect(await shown.content()).not.toContain(secret)
      await shown.close()
    })
  })
}
