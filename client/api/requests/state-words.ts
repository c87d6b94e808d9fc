import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import type { DecisionStatement, SignedDecision } from '#contract/statement.ts'
import type { Tx } from '#store/database.ts'
import { insertDecision } from '#store/decisions.ts'
import type { RequestRow } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import { canonicalJson, keyedDigest, sha256Digest } from '#vault/hashes.ts'
import { type Speaker, signDecision } from '../decisions/sign.ts'
import type { ApiDeps } from '../deps.ts'

type Verdict = Extract<DecisionStatement['verdict'], 'answer' | 'cancel' | 'instruct' | 'take_over'>

export interface Words {
  row: RequestRow
  decision: string
  verdict: Verdict
  /** Sealed into the request's scratch; the statement carries its name (T25). */
  text: string | null
}

const lifeMs = 3_600_000

/** What somebody says to a request that is under way: a signed statement on record, its text sealed. Throws `request_closed`. */
export async function stateWords(
  deps: ApiDeps,
  tx: Tx,
  speaker: Speaker,
  { row, decision, verdict, text }: Words,
): Promise<{ workflowId: string; signed: SignedDecision }> {
  const { tenant } = speaker
  const request = row.id as RequestId
  if (row.closed_at !== null) throw new DexError('request_closed')
  const last = await tx
    .selectFrom('proposals')
    .select((select) => select.fn.max('step').as('step'))
    .where('tenant', '=', tenant)
    .where('request', '=', row.id)
    .executeTakeFirst()
  const comment = text === null ? null : `${verdict}/${decision}`
  const content = text === null ? null : keyedDigest(await deps.keys.tenant(tenant, 'evidence'), text)
  const signed = signDecision(deps, speaker, {
    request: row.id,
    step: last?.step ?? 1,
    actionHash: hashOf(row.id, verdict, comment, content),
    verdict,
    actAs: null,
    obligations: null,
    bundle: null,
    proof: null,
    comment,
    stepUp: null,
    endsAt: deps.clock() + lifeMs,
  })
  if (comment !== null) {
    const key = await deps.keys.request(tenant, request)
    if (!key) throw new DexError('request_closed')
    await scratchOf(tenant, tx, request, key).putOnce(comment, text)
  }
  await insertDecision(tenant, tx, { id: decision, approval: null, signed })
  return { workflowId: row.workflow_id, signed }
}

/** What is said here acts on no catalog action: the hash binds what was said, by a digest that tells nothing itself. */
const hashOf = (request: string, verdict: Verdict, comment: string | null, content: string | null) =>
  sha256Digest(`dex/told/v1\n${canonicalJson({ request, verdict, comment, content })}`)
