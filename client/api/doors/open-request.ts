import type { RequestId, TenantId } from '#contract/ids.ts'
import { newRequestId } from '#contract/new-id.ts'
import type { Ask, Assurance, Channel } from '#contract/request.ts'
import { appendLog } from '#store/log.ts'
import { openRequest as insertRequest, type RequestRow } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import { canonicalJson, keyedDigest } from '#vault/hashes.ts'
import type { ApiDeps } from '../deps.ts'
import { startRequest } from './start-request.ts'

/** What a door made of what came in; `tenant`, `channel` and `assurance` are the door's own word (T21, T22). */
export interface Opening {
  tenant: TenantId
  /** Of the source, or the door's name. */
  source: string
  /** Part of the workflow's id, so never personal. */
  doorKey: string
  channel: Channel
  assurance: Assurance
  requester: { person: string | null; lookup: string | null }
  /** Person ids and keyed digests of everyone who wrote it. */
  authors: string[]
  ask: Ask & { externalId: string | null }
  /** The step that it takes back. */
  undoes?: { request: string; step: number }
}

/**
 * Shared by all doors: row, sealed content and log entry in one transaction, then the workflow. Answers only when the
 * start was accepted. The same door key is the same request; other content under it is recorded, not doubled.
 * Throws `temporal_unavailable`, after which the row stands and the next try starts it.
 */
export async function openRequest(
  deps: ApiDeps,
  opening: Opening,
): Promise<{ id: RequestId; opened: boolean }> {
  const { tenant } = opening
  const evidence = await deps.keys.tenant(tenant, 'evidence')
  const contentDigest = keyedDigest(evidence, canonicalJson(opening.ask))
  const { row, opened } = await commit(deps, opening, contentDigest)
  const id = row.id as RequestId
  if (opened) deps.metrics.requestOpened(row.channel)
  if (row.closed_at === null)
    await startRequest(deps, tenant, { id, workflowId: row.workflow_id, channel: row.channel })
  return { id, opened }
}

async function commit(
  deps: ApiDeps,
  opening: Opening,
  contentDigest: string,
): Promise<{ row: RequestRow; opened: boolean }> {
  const { tenant, source, doorKey, channel, undoes } = opening
  const id = newRequestId()
  const at = new Date(deps.clock())
  let keyMade = false
  try {
    return await deps.database.transaction(tenant, async (tx, last) => {
      const standing = await insertRequest(tenant, tx, {
        id,
        workflow_id: `${tenant}/${source}/${doorKey}`,
        source,
        door_key: doorKey,
        channel,
        assurance: opening.assurance,
        requester_person: opening.requester.person,
        requester_lookup: opening.requester.lookup,
        authors: [...new Set(opening.authors)],
        status: 'investigating',
        status_code: null,
        actions: [],
        risk: 'low',
        content_digest: contentDigest,
        undoes_request: undoes?.request ?? null,
        undoes_step: undoes?.step ?? null,
        opened_at: at,
        updated_at: at,
      })
      const entry = { v: 1, at: at.toISOString(), by: { role: 'api' as const }, contentDigest } as const
      if (!standing.opened) {
        if (standing.row.content_digest !== contentDigest) {
          await appendLog(tenant, tx, { ...entry, kind: 'request.redelivered', request: standing.row.id })
        }
        return standing
      }
      // After the insert: a second delivery never makes a key.
      keyMade = true
      const key = await deps.keys.createRequest(tenant, id)
      last()
      await Promise.all([
        scratchOf(tenant, tx, id, key).putOnce('ask', opening.ask),
        appendLog(tenant, tx, {
          ...entry,
          kind: 'request.opened',
          request: id,
          detail: {
            channel,
            source,
            assurance: opening.assurance,
            ...(undoes && { undoes: undoes.request, undoesStep: undoes.step }),
          },
        }),
      ])
      return standing
    })
  } catch (error) {
    // INVARIANT: no key without its request; where even the commit's answer was lost, the row is looked for first.
    if (keyMade) await dropUnusedKey(deps, tenant, id)
    throw error
  }
}

async function dropUnusedKey(deps: ApiDeps, tenant: TenantId, id: RequestId): Promise<void> {
  try {
    const row = await deps.database.transaction(tenant, (tx) =>
      tx
        .selectFrom('requests')
        .select('id')
        .where('tenant', '=', tenant)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    if (!row) await deps.keys.destroyRequest(tenant, id)
  } catch {
    // The database is away: the sweeper finds a key without a row.
    deps.logger.warn({ tenant, request: id, code: 'database_unavailable' }, 'a request key may be left over')
  }
}
