import { DexError, isDexError } from '#contract/error.ts'
import { findLogCursor, type LogCursor, moveLogCursor } from '#store/log-cursors.ts'
import { appendLog, readLog, readLogHead, walkLog } from '#store/log.ts'
import { checkpointKeys, openCheckpoint, signCheckpoint } from '#vault/checkpoint.ts'
import { followChain } from '#vault/log-chain.ts'
import type { GateDeps } from '../deps.ts'
import type { CheckpointSink } from './sink.ts'

/**
 * Brings every second place to the end of the tenant's chain. INVARIANT: a checkpoint is signed only after the chain was
 * followed from the newest one that lies there to its end, so that two that disagree are never signed: a chain that was
 * made anew is an alarm, not a checkpoint. Throws `log_broken`, and retryably where a place does not answer.
 */
export async function checkpoint(deps: GateDeps): Promise<{ seq: number }> {
  const head = await deps.database.read(deps.tenant, (tx) => readLogHead(deps.tenant, tx))
  if (deps.checkpoints === null || head === null) return { seq: 0 }
  const notes = signOnce(deps, head)
  const failures: unknown[] = []
  for (const sink of deps.checkpoints.sinks) {
    try {
      await bring(deps, sink, head, notes)
    } catch (error) {
      failures.push(error)
    }
  }
  const broken = failures.find((error) => isDexError(error, 'log_broken'))
  if (broken !== undefined || failures.length > 0) throw broken ?? failures[0]
  return { seq: head.seq }
}

/** The same note for all places. */
function signOnce(deps: GateDeps, head: LogCursor): () => Promise<string> {
  let note: Promise<string> | undefined
  return () => (note ??= sign(deps, head))
}

async function sign(deps: GateDeps, head: LogCursor): Promise<string> {
  if (deps.checkpoints === null) throw new DexError('internal')
  const at = new Date(deps.clock()).toISOString()
  return signCheckpoint(await deps.checkpoints.signer(), { tenant: deps.tenant, ...head, at })
}

async function bring(
  deps: GateDeps,
  sink: CheckpointSink,
  head: LogCursor,
  note: () => Promise<string>,
): Promise<void> {
  const { tenant } = deps
  const cursor = `checkpoint/${sink.name}`
  const base = await newestOf(deps, sink, cursor)
  if (base !== null && base.seq === head.seq && base.hash === head.hash) return
  const brokenAt = await followFrom(deps, base, head)
  if (brokenAt !== null) {
    await raiseAlarm(deps, sink, base, brokenAt)
    throw new DexError('log_broken', undefined, {
      log: `the chain differs from its checkpoint at ${sink.name}`,
    })
  }
  await sink.put(tenant, head.seq, await note())
  await deps.database.transaction(tenant, (tx) =>
    moveLogCursor(tenant, tx, cursor, { ...head, at: new Date(deps.clock()) }),
  )
}

/** What the place itself holds counts; where it cannot be read, our own note of what it took. */
async function newestOf(deps: GateDeps, sink: CheckpointSink, cursor: string): Promise<LogCursor | null> {
  const { tenant, checkpoints } = deps
  const held = await sink.newest(tenant)
  if (held !== null && checkpoints !== null) {
    const { seq, hash } = openCheckpoint(held, await checkpointKeys(checkpoints.publicKeysFile))
    return { seq, hash }
  }
  return deps.database.read(tenant, (tx) => findLogCursor(tenant, tx, cursor))
}

/** Null when the chain leads from `base` to `head`; else the first position that does not follow. */
async function followFrom(deps: GateDeps, base: LogCursor | null, head: LogCursor): Promise<number | null> {
  const { tenant, database } = deps
  if (base !== null && base.seq > 0) {
    const [stands] = await database.read(tenant, (tx) =>
      readLog(tenant, tx, { after: base.seq - 1, limit: 1 }),
    )
    if (stands?.seq !== base.seq || stands.hash !== base.hash) return base.seq
  }
  const chain = followChain(base ?? undefined)
  const range = { after: base?.seq ?? 0, last: head.seq }
  for await (const { seq, hash, entry } of walkLog((work) => database.read(tenant, work), tenant, range)) {
    if (!chain.take(seq, hash, entry)) return chain.seq + 1
  }
  return chain.seq === head.seq && chain.hash === head.hash ? null : chain.seq + 1
}

/** On record once for each checkpoint that is contradicted, and in the log of the process each time. */
async function raiseAlarm(
  deps: GateDeps,
  sink: CheckpointSink,
  base: LogCursor | null,
  brokenAt: number,
): Promise<void> {
  const { tenant } = deps
  deps.logger.error(
    { tenant, code: 'log_broken', part: sink.name, count: brokenAt },
    'the activity log was changed',
  )
  const name = `alarm/${sink.name}`
  const known = { seq: Math.max(base?.seq ?? 0, 1), hash: base?.hash ?? '0'.repeat(64) }
  await deps.database.transaction(tenant, async (tx) => {
    const raised = await findLogCursor(tenant, tx, name)
    if (raised !== null && raised.seq >= known.seq) return
    const at = new Date(deps.clock())
    await moveLogCursor(tenant, tx, name, { ...known, at })
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'alarm',
      at: at.toISOString(),
      by: { role: 'gate' },
      code: 'log_broken',
      detail: { place: sink.name, checkpoint: base?.seq ?? 0, brokenAt },
    })
  })
}
