import type { FastifyRequest } from 'fastify'
import { type Code, codes } from '#contract/codes.ts'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { LogEntry } from '#contract/log-entry.ts'
import { appendLogAlone } from '#store/log.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'

/** Refusals that say something of who tried; a wrong shape or a busy service does not. */
const told: ReadonlySet<Code> = new Set<Code>([
  'forbidden',
  'not_interactive',
  'csrf_refused',
  'connection_required',
  'unauthenticated',
  'signature_invalid',
  'signature_stale',
  'state_invalid',
  'tenant_suspended',
  'too_fast',
])
const everyMs = 60_000
const keptMax = 10_000

/**
 * Puts failed attempts on record: of people who are signed in each one, of strangers one a minute, tenant, route and
 * code, with the number of those before it, since anybody may knock as often as they like (T28).
 */
export function addNoteRefusals(app: App, deps: ApiDeps): void {
  const counted = new Map<string, { since: number; unwritten: number }>()
  app.decorateRequest('attempted', null)

  /** How many this entry stands for; null while one was written a moment ago. */
  function countOf(key: string): number | null {
    const now = deps.clock()
    const before = counted.get(key)
    if (before && now - before.since < everyMs) {
      before.unwritten += 1
      return null
    }
    if (counted.size >= keptMax) counted.delete(counted.keys().next().value ?? '')
    counted.set(key, { since: now, unwritten: 0 })
    return 1 + (before?.unwritten ?? 0)
  }

  app.addHook('onError', async (request, _reply, error) => {
    const refusal: unknown = error
    if (!(refusal instanceof DexError) || !told.has(refusal.code)) return
    const tenant = request.caller?.tenant ?? request.attempted
    if (tenant === null) return
    const route = `${request.method} ${request.routeOptions.url ?? ''}`
    const count = request.caller ? 1 : countOf(`${tenant} ${route} ${refusal.code}`)
    if (count === null) return
    await write(deps, tenant, {
      v: 1,
      kind: kindOf(request),
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'api', ...(request.caller ? { person: request.caller.person } : {}) },
      code: refusal.code,
      detail: { route, count },
    })
  })
}

function kindOf(request: FastifyRequest): LogEntry['kind'] {
  const url = request.routeOptions.url ?? ''
  if (url.startsWith('/hooks/')) return 'door.refused'
  return url.startsWith('/auth/') && request.caller === null ? 'session.refused' : 'access.denied'
}

/** A log that cannot be written must not turn a refusal into something else. */
async function write(deps: ApiDeps, tenant: TenantId, entry: LogEntry): Promise<void> {
  try {
    await appendLogAlone(tenant, deps.database, entry)
  } catch (error) {
    const code = error instanceof DexError ? error.code : 'internal'
    deps.logger.error({ tenant, code, status: codes[code].status }, 'a refusal could not be put on record')
  }
}
