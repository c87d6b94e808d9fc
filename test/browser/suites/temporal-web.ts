import type { BrowserContext, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { deliverTicket } from '../house.ts'
import { employeesOf } from '../seed.ts'
import { personOf } from '../sign-in.ts'
import type { Stage } from '../stage.ts'

/** What Temporal Web shows behind the api, and to whom. */
export function temporalWeb(stage: () => Stage): void {
  describe('Temporal Web behind the api', () => {
    let request: string

    beforeAll(async () => {
      const { house } = stage()
      const [employee] = employeesOf(house)
      request = await deliverTicket(house, {
        externalId: 'T-browser-1',
        title: 'Lost phone',
        text: 'I lost my phone and cannot sign in, please reset my MFA.',
        requester: { email: employee?.email },
      })
    })

    /** Signs in as somebody with this role, on the identity provider's own page. */
    async function signIn(context: BrowserContext, role: string): Promise<Page> {
      const { house } = stage()
      const page = await context.newPage()
      await page.goto(`${house.urls.temporalWeb}/namespaces/dex/workflows`)
      expect(new URL(page.url()).origin).toBe(new URL(house.urls.idp).origin)
      await page.getByRole('button', { name: personOf(house, role).name }).click()
      return page
    }

    it('asks who is there before it shows anything, and answers a stranger’s decode with 401', async () => {
      const { house } = stage()
      const response = await fetch(`${house.urls.temporalWeb}/namespaces/dex/workflows`, {
        redirect: 'manual',
      })
      expect(response.status).toBe(302)
      expect(response.headers.get('location')).toContain('/auth/login')
      const decode = await fetch(`${house.urls.api}/codec/decode`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: house.urls.api },
        body: '{"payloads":[]}',
      })
      expect(decode.status).toBe(401)
    })

    it('shows an operator what a request waits for, and its steps decoded; and lets nobody write through it', async () => {
      const context = await stage().browser.newContext({ viewport: { width: 1400, height: 1000 } })
      const page = await signIn(context, 'operator')
      await page.waitForURL(/\/temporal\//)
      const link = page.getByRole('link', { name: /T-browser-1/ }).first()
      await link.waitFor()
      await link.click()
      await page.getByText(request).first().waitFor()
      await page.getByText('decide okta.user.reset_factors').first().waitFor()
      const text = await page.locator('body').innerText()
      expect(text).toContain('okta.user.reset_factors')
      expect(text).not.toContain('lost my phone')
      await page.getByText('User Metadata').first().click()
      await page
        .frameLocator('iframe')
        .getByText(/waits for approval of step \d+/)
        .waitFor()
      const status = await page.evaluate(async () => {
        const answer = await fetch('/temporal/api/v1/namespaces/dex/workflows/x/signal/decideApproval', {
          method: 'POST',
          body: '{}',
        })
        return answer.status
      })
      expect([404, 405]).toContain(status)
      await context.close()
    })

    it('is not for employees', async () => {
      const context = await stage().browser.newContext()
      const answer = context.waitForEvent('response', (response) => response.status() === 403)
      await signIn(context, 'employee')
      expect((await answer).url()).toContain('/temporal')
      await context.close()
    })
  })
}
