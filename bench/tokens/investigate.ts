import { randomUUID } from 'node:crypto'
import type { ResolvedObject } from '#contract/action.ts'
import type { Credential } from '#contract/connector.ts'
import { toolNameOf } from '#model/tools.ts'
import { sandboxOkta, type SandboxOkta } from '#test/connectors/support/sandbox-okta.ts'

/** One read of a request: what the vendor's API answers, and what Dex's connector tells of it. */
export interface Investigation {
  tool: string
  input: Record<string, unknown>
  raw: unknown
  told: unknown
}

const signIns = 150

/** Somebody's account, factors, groups and log, read at the emulated Okta both ways. */
export async function investigate(): Promise<Investigation[]> {
  const okta = await sandboxOkta({ rateLimit: 1_000_000 })
  try {
    const person = okta.person('Accountant')
    const credential = await okta.credential(okta.person('Head of IT').login)
    await plantSignIns(okta, person.id, person.login)
    const raw = async (path: string): Promise<unknown> => {
      const answer = await fetch(new URL(path, okta.url), {
        headers: { authorization: `Bearer ${credential.accessToken}` },
      })
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
      return answer.json()
    }
    const since = new Date(Date.now() - 168 * 3_600_000).toISOString()
    const log = `/api/v1/logs?since=${since}&limit=1000&filter=${encodeURIComponent(`actor.id eq "${person.id}"`)}`
    const reads: [string, Record<string, unknown>, string][] = [
      [
        'okta.user.find',
        { email: person.login },
        `/api/v1/users?search=${encodeURIComponent(`profile.login eq "${person.login}"`)}`,
      ],
      ['okta.user.list_factors', { target: person.id }, `/api/v1/users/${person.id}/factors`],
      ['okta.user.list_groups', { target: person.id }, `/api/v1/users/${person.id}/groups`],
      ['okta.log.search', { user: person.id, hours: 168 }, log],
    ]
    const found: Investigation[] = []
    for (const [action, input, path] of reads) {
      const told = await tell(okta, credential, person.id, action, input)
      found.push({
        tool: toolNameOf(action),
        input: { ...input, purpose: 'see why' },
        raw: await raw(path),
        told,
      })
    }
    const reset = {
      tool: toolNameOf('okta.user.reset_password'),
      input: { target: person.id, purpose: 'mend' },
    }
    return [...found, { ...reset, raw: {}, told: {} }]
  } finally {
    await okta.close()
  }
}

async function tell(
  okta: SandboxOkta,
  credential: Credential,
  id: string,
  action: string,
  { target, ...params }: Record<string, unknown>,
): Promise<unknown> {
  const objects = action === 'okta.log.search' ? [userOf(id)] : []
  const { fields } = await okta
    .run(action, credential, target === undefined ? null : id, params, objects)
    .execute()
  return fields
}

const userOf = (id: string): ResolvedObject => ({
  ...{ platform: 'okta', type: 'user', id, email: null, displayName: null, department: null },
  ...{ privileged: false, labels: [], status: null },
})

/** A week of somebody's sign-ins, every fifth with a wrong password. */
async function plantSignIns(okta: SandboxOkta, id: string, login: string): Promise<void> {
  const party = { id, type: 'User', alternateId: login, displayName: login, detailEntry: null }
  const add = Array.from({ length: signIns }, (_, at) => {
    const failed = at % 5 === 0
    const when = Date.now() - (signIns - at) * 3_600_000
    return {
      ...{ uuid: randomUUID(), published: new Date(when).toISOString(), eventType: 'user.session.start' },
      ...{ version: '0', severity: failed ? 'WARN' : 'INFO', displayMessage: 'User login to Okta' },
      ...{ legacyEventType: null, actor: party, target: [party] },
      client: {
        ...{ id: null, ipAddress: '203.0.113.7', zone: 'null' },
        userAgent: { rawUserAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15' },
      },
      outcome: { result: failed ? 'FAILURE' : 'SUCCESS', reason: failed ? 'INVALID_CREDENTIALS' : null },
      transaction: { type: 'WEB', id: randomUUID(), detail: {} },
      debugContext: { debugData: { requestUri: '/api/v1/authn' } },
      authenticationContext: { authenticationStep: 0, externalSessionId: 'unknown' },
      ...{ securityContext: {}, request: { ipChain: [] }, visibleAt: when },
    }
  })
  const answer = await fetch(new URL('/_sandbox/edit', okta.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ in: 'log', add }]),
  })
  if (!answer.ok) throw new Error(`the log was not planted: ${answer.status}`)
}
