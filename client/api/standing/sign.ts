import { randomBytes } from 'node:crypto'
import { DexError } from '#contract/error.ts'
import { type StandingId, StandingStatement, type StandingTerms } from '#contract/standing.ts'
import type { Obligations } from '#contract/decision.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { insertStandingSignature } from '#store/standing-approvals.ts'
import { standingHash } from '#vault/hashes.ts'
import { takeStepUp } from '../approvals/step-up.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'

/**
 * This person's yes to the terms, on record. Throws `step_up_required` with the link where policy asks for a fresh sign-in
 * for exactly these terms, and `already_decided` where they signed before.
 */
export async function signStanding(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  of: { id: StandingId; terms: StandingTerms; obligations: Obligations },
): Promise<void> {
  const { id, terms, obligations } = of
  const { tenant, person, auth } = caller
  const hash = standingHash({ id, terms })
  const statement = StandingStatement.parse({
    type: 'dex/standing/v1',
    tenant,
    standing: id,
    terms,
    signer: { person, iss: auth.iss, sub: auth.sub },
    stepUp: await takeStepUp(deps, caller, tx, { id, subject_hash: hash, obligations }),
    issuedAt: new Date(deps.clock()).toISOString(),
    nonce: randomBytes(24).toString('base64url'),
    keyId: deps.signer.keyId,
  })
  const signature = deps.signer.sign(statement)
  const signed = await insertStandingSignature(tenant, tx, {
    standing: id,
    person,
    statement: JSON.stringify(statement),
    signature,
  })
  if (!signed) throw new DexError('already_decided', 'you signed it already')
  await appendLog(tenant, tx, {
    v: 1,
    kind: 'standing.signed',
    at: statement.issuedAt,
    by: { role: 'api', person },
    action: terms.action,
    signature,
    detail: { standing: id, terms: hash },
  })
}
