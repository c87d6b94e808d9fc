import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { codes, type Code } from '#contract/codes.ts'
import type { Obligations } from '#contract/decision.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { type PublicationReview, PublicationStatement } from '#contract/publication.ts'
import { digestOfUnion } from '#policy/digest.ts'
import { findApprovalOf } from '#store/approvals.ts'
import { type InForce, storeOperatorBundle, storeTenantBundle } from '#store/bundles.ts'
import { appendLog } from '#store/log.ts'
import { findPublication, insertPublication, nextOrdinal } from '#store/publications.ts'
import { canonicalJson, sha256Digest } from '#vault/hashes.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import type { Judgement } from './judge/in-child.ts'
import type { PublishAnswer } from './shape.ts'
import { startPublishing } from './start-publishing.ts'

const lookEveryMs = 100

export interface Asked extends Judgement {
  owner: 'operator' | 'tenant'
  kind: 'publish' | 'rollback'
  reason: string
  base: InForce
}

/**
 * Writes down that this person asks for a bundle to be put in force, and has the gate look at it. Nothing is in
 * force by this: api cannot write what is. Throws what the gate refuses it with.
 */
export async function propose(deps: ApiDeps, caller: Caller, asked: Asked): Promise<PublishAnswer> {
  const { owner, digest, united, rules, tests, change, analysis } = asked
  const base = { operator: asked.base.operator ?? '', tenant: asked.base.tenant }
  const before = base.tenant === null ? base.operator : digestOfUnion(base.operator, base.tenant)
  const common = { owner, digest, united, rules, tests: tests?.cases ?? null, change, analysis }
  const none = { publication: null, approval: null }
  if (digest === base[owner]) return { ...common, ...none, state: 'in_force', inForce: united }
  const publication = await writeDown(deps, caller, asked)
  try {
    await startPublishing(deps, caller.tenant, publication)
  } catch (error) {
    // The row stands; the reconciler starts it.
    if (!isDexError(error, 'temporal_unavailable')) throw error
    return { ...common, publication, approval: null, state: 'proposed', inForce: before }
  }
  const { state, code, approval } = await lookedAt(deps, caller, publication)
  if (state === 'published') return { ...common, publication, approval, state: 'in_force', inForce: united }
  if (state === 'waiting' || state === 'proposed')
    return { ...common, publication, approval, state, inForce: before }
  throw new DexError(code !== null && Object.hasOwn(codes, code) ? (code as Code) : 'internal', undefined, {
    extra: { publication },
  })
}

async function writeDown(deps: ApiDeps, { tenant, person, auth }: Caller, asked: Asked): Promise<string> {
  const { owner, digest, body, united, rules, tests, change, analysis, reason, kind } = asked
  const review: PublicationReview = { change, analysis, rules, tests: tests?.cases ?? null }
  return deps.database.transaction(tenant, async (tx) => {
    const bundle = { digest, body, tests, publishedBy: person, reason }
    await (owner === 'operator' ? storeOperatorBundle(tx, bundle) : storeTenantBundle(tenant, tx, bundle))
    const ordinal = await nextOrdinal(tenant, tx, digest)
    const id = `${tenant}/bundle/${digest}/${ordinal}`
    const statement = PublicationStatement.parse({
      type: 'dex/publication/v1',
      tenant,
      publication: id,
      kind,
      owner,
      digest,
      base: asked.base,
      united,
      loosens: change.loosens,
      review: sha256Digest(`dex/publication-review/v1\n${canonicalJson(review)}`),
      author: { person, iss: auth.iss, sub: auth.sub },
      issuedAt: new Date(deps.clock()).toISOString(),
      nonce: randomBytes(24).toString('base64url'),
      keyId: deps.signer.keyId,
    })
    const signature = deps.signer.sign(statement)
    await insertPublication(tenant, tx, {
      id,
      digest,
      owner,
      ordinal,
      kind,
      author: person,
      reason,
      base_operator: statement.base.operator,
      base_tenant: statement.base.tenant,
      united,
      loosens: change.loosens,
      review: JSON.stringify(review),
      statement: JSON.stringify(statement),
      signature,
    })
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'bundle.proposed',
      at: statement.issuedAt,
      by: { role: 'api', person },
      request: id,
      actionHash: digest,
      statement,
      signature,
      detail: { owner, digest, kind, rules, loosens: change.loosens },
    })
    return id
  })
}

/** Waits a moment for the gate's first word: that somebody is asked, that it is in force, or that it is refused. */
async function lookedAt(deps: ApiDeps, { tenant }: Caller, id: string) {
  const endsAt = Date.now() + deps.deadlines.answerMs
  for (;;) {
    const found = await deps.database.read(tenant, async (tx) => ({
      row: await findPublication(tenant, tx, id),
      approval: await findApprovalOf(tenant, tx, id as RequestId, 1),
    }))
    const state = found.row?.state ?? 'proposed'
    if (state !== 'proposed' || Date.now() >= endsAt) {
      const { approval } = found
      return {
        state,
        code: found.row?.code ?? null,
        approval: approval
          ? {
              id: approval.id,
              expiresAt: approval.expires_at.toISOString(),
              by: ((approval.obligations as Obligations).approvals ?? []).map(
                ({ by }) => by as Record<string, string>,
              ),
            }
          : null,
      }
    }
    await sleep(lookEveryMs)
  }
}
