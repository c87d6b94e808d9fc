import { readable } from '#channels/mail/readable.ts'
import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { messageNames } from '#contract/messages.ts'
import type { CommentBody } from '#contract/request.ts'
import type { SignedDecision } from '#contract/statement.ts'
import { findByDoorKey } from '#store/requests.ts'
import { keyedHex } from '#vault/hashes.ts'
import { deliver } from '../decisions/deliver.ts'
import type { ApiDeps } from '../deps.ts'
import { emailDigest } from '../identity/profile.ts'
import { stateWords } from '../requests/state-words.ts'
import { doorKeyOf, type VerifiedSource } from './verify-source.ts'

/**
 * What somebody wrote into a ticket, as an answer: text, never authority, whoever wrote it (T22), and its writer is an author (T17).
 * The same comment again is the same statement, sent again until the request has heard it. Throws `not_found`, `request_closed`,
 * `temporal_unavailable`.
 */
export async function hearComment(
  deps: ApiDeps,
  from: VerifiedSource,
  body: CommentBody,
): Promise<RequestId> {
  const { tenant, source } = from
  const doorKey = await doorKeyOf(deps, from, body.externalId)
  const lookup = await deps.keys.tenant(tenant, 'lookup')
  const decision = `dec_${keyedHex(lookup, `comment\n${source}\n${body.externalId}\n${body.commentId}`).slice(0, 24)}`
  // INVARIANT: a writer is known by what the source says, under an issuer that no sign-in has.
  const writer = body.author ? await emailDigest(deps, tenant, body.author.email) : 'unknown'
  const speaker = { tenant, person: writer, auth: { iss: `dex:source/${source}`, sub: writer } }
  const { id, said } = await deps.database.transaction(tenant, async (tx) => {
    const row = await findByDoorKey(tenant, tx, source, doorKey)
    if (!row) throw new DexError('not_found')
    const standing = await tx
      .selectFrom('decisions')
      .select('statement')
      .select('signature')
      .where('tenant', '=', tenant)
      .where('id', '=', decision)
      .executeTakeFirst()
    const words = standing
      ? { workflowId: row.workflow_id, signed: standing as unknown as SignedDecision }
      : await stateWords(deps, tx, speaker, {
          row,
          decision,
          verdict: 'answer',
          text: readable({ title: '', text: body.text }).text,
        })
    return { id: row.id as RequestId, said: words }
  })
  const heard = await deliver(deps, { ...said, update: messageNames.answer, decision })
  if (heard === null) throw new DexError('temporal_unavailable')
  return id
}
