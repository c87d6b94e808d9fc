import type { FastifyRequest } from 'fastify'
import { DexError } from '#contract/error.ts'
import type { ApiDeps } from '../deps.ts'

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Beside SameSite=Lax: a call that changes something on a cookie comes from our own pages. Browsers set both headers
 * themselves and no page can (Fetch Metadata; RFC 6454). Throws `csrf_refused`.
 */
export function assertSameSite(deps: Pick<ApiDeps, 'publicUrl'>, request: FastifyRequest): void {
  if (safe.has(request.method)) return
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) {
    if (site !== 'same-origin') throw new DexError('csrf_refused')
    return
  }
  if (request.headers.origin !== new URL(deps.publicUrl).origin) throw new DexError('csrf_refused')
}
