import type { LightMyRequestResponse } from 'fastify'
import { pathOf, publicUrl, type Session, type TestApi } from '#test/api/support/test-api.ts'
import { walk } from '#test/sandbox/browser.ts'

interface Round {
  kind?: 'own' | 'admin' | 'investigate'
  returnTo?: string
}

/** Off to Okta and through its consent, as this person: the callback's address, not opened yet. */
export async function consent(api: TestApi, session: Session, email: string, round: Round = {}) {
  const query = new URLSearchParams({
    kind: 'admin',
    login_hint: email,
    acr_values: 'urn:sandbox:unattended',
    ...round,
  })
  const started = await api.call({ url: `/connect/okta?${query}`, headers: session.headers })
  if (started.statusCode !== 302) throw new Error(`not started: ${started.body}`)
  return (await walk(String(started.headers.location), `${publicUrl}/connect/okta/callback`)).url
}

/** The whole round, in that person's browser. */
export const connectInBrowser = async (
  api: TestApi,
  session: Session,
  email: string,
  round: Round = {},
): Promise<LightMyRequestResponse> =>
  api.call({ url: pathOf(await consent(api, session, email, round)), headers: session.headers })
