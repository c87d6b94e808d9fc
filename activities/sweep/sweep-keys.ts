import { appendLog } from '#store/log.ts'
import { listOpenedBefore, statesOfKeys } from '#store/requests.ts'
import { endSecret, listStaleSecrets, waitingSecrets } from '#store/secrets.ts'
import type { RequestKeys } from '#vault/request-keys.ts'
import type { GateDeps } from '../deps.ts'
import { destroyContent, shred } from '../shred/shred.ts'
import { sweepUndo } from './sweep-undo.ts'

export interface SweepDeps
  extends Pick<GateDeps, 'tenant' | 'database' | 'keys' | 'workflows' | 'clock' | 'logger' | 'metrics'> {
  store: {
    requestKeys: RequestKeys
    secretKeys: RequestKeys<string>
    undoKeys: RequestKeys<string>
    endEpochs(tenant: GateDeps['tenant']): Promise<string[]>
  }
  /** `DEX_CONTENT_KEEP`, in milliseconds. */
  contentKeepMs: number
}

export interface Swept {
  /** Keys of requests that are open. */
  open: number
  /** Keys of closed requests, found later than a shredding takes: 0 is what is promised. They are gone now. */
  ofClosed: number
}

/** A door commits its row, and a shredding ends, within this; in milliseconds. */
const graceMs = 60_000

/**
 * Zero retention, looked at from outside: every key of a request that is closed, or never came to be, every secret that
 * nobody looked at, every request that waits longer than the bound, and every epoch that is over comes to its end here,
 * whatever was killed before. Repeating it is harmless; several at once are.
 */
export async function sweepKeys(deps: SweepDeps): Promise<Swept> {
  const swept = await sweepRequests(deps)
  await sweepSecrets(deps)
  await sweepUndo(deps)
  await closeOverdue(deps)
  await deps.store.endEpochs(deps.tenant)
  return swept
}

async function sweepRequests(deps: SweepDeps): Promise<Swept> {
  const { tenant, store } = deps
  const { alive, unfinished } = await store.requestKeys.list(tenant)
  for (const request of unfinished) await store.requestKeys.destroy(tenant, request)
  const states = await deps.database.read(tenant, (tx) => statesOfKeys(tenant, tx, alive))
  const before = deps.clock() - graceMs
  let open = 0
  let ofClosed = 0
  for (const request of alive) {
    const state = states.get(request)
    if (state && state.closedAt === null) open += 1
    else if (state && state.closedAt !== null && state.closedAt.getTime() < before) {
      ofClosed += 1
      deps.logger.error({ tenant, request, code: 'closed_request_has_key' }, 'a closed request had a key')
      await destroyContent(deps, request)
    } else if (!state && (await store.requestKeys.writtenAt(tenant, request)) < before) {
      await store.requestKeys.destroy(tenant, request)
    }
  }
  return { open, ofClosed }
}

async function sweepSecrets(deps: SweepDeps): Promise<void> {
  const { tenant, store } = deps
  const now = new Date(deps.clock())
  const stale = await deps.database.read(tenant, (tx) => listStaleSecrets(tenant, tx, now))
  for (const secret of stale) {
    await store.secretKeys.destroy(tenant, secret.id)
    await deps.database.transaction(tenant, async (tx) => {
      if (!(await endSecret(tenant, tx, secret.id, 'stale', now))) return
      await appendLog(tenant, tx, {
        v: 1,
        kind: 'secret.stale',
        at: now.toISOString(),
        by: { role: 'gate' },
        request: secret.request,
        step: secret.step,
        detail: { secret: secret.id },
      })
    })
  }
  const { alive, unfinished } = await store.secretKeys.list(tenant)
  const waiting = await deps.database.read(tenant, (tx) => waitingSecrets(tenant, tx, alive))
  for (const id of [...unfinished, ...alive.filter((each) => !waiting.has(each))]) {
    const written = await store.secretKeys.writtenAt(tenant, id)
    if (written < deps.clock() - graceMs) await store.secretKeys.destroy(tenant, id)
  }
}

/** Nothing waits for ever: what is older than the bound is closed, its content destroyed and its workflow ended. */
async function closeOverdue(deps: SweepDeps): Promise<void> {
  const { tenant } = deps
  const before = new Date(deps.clock() - deps.contentKeepMs)
  const overdue = await deps.database.read(tenant, (tx) => listOpenedBefore(tenant, tx, before))
  for (const request of overdue) {
    const input = { request: request.id, status: 'cancelled', code: 'kept_too_long' } as const
    await shred(deps, request.workflow_id, input)
    await deps.workflows.terminate(request.workflow_id, 'kept_too_long').catch(() => undefined)
    deps.logger.warn({ tenant, request: request.id, code: 'kept_too_long' }, 'closed at the bound')
  }
}
