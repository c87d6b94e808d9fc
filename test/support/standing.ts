import { PersonId } from '#contract/ids.ts'
import { newStandingId } from '#contract/new-id.ts'
import { type StandingId, StandingStatement, type StandingTerms } from '#contract/standing.ts'
import type { Database } from '#store/database.ts'
import { insertStanding, insertStandingSignature } from '#store/standing-approvals.ts'
import type { Person, World } from './world.ts'

/** What api writes when people grant one, from an approval of `request`. */
export async function grantStanding(
  world: World,
  api: Database,
  granted: {
    terms: StandingTerms
    request: string
    signers: readonly Person[]
    /** Instead of the api's key. */
    signature?: string | undefined
  },
): Promise<StandingId> {
  const { tenant, signer: key } = world
  const { terms } = granted
  const id = newStandingId()
  await api.transaction(tenant, async (tx) => {
    await insertStanding(tenant, tx, {
      id,
      action: terms.action,
      grantor: terms.actAs.person,
      terms: JSON.stringify(terms),
      source_request: granted.request,
      source_step: 1,
      sealed_reason: null,
      until: terms.until,
    })
    for (const person of granted.signers) {
      const statement = StandingStatement.parse({
        type: 'dex/standing/v1',
        tenant,
        standing: id,
        terms,
        signer: { person: PersonId.parse(person.id), iss: 'https://idp.test', sub: person.email },
        stepUp: null,
        issuedAt: new Date().toISOString(),
        nonce: 'n'.repeat(24),
        keyId: key.keyId,
      })
      await insertStandingSignature(tenant, tx, {
        standing: id,
        person: person.id,
        statement: JSON.stringify(statement),
        signature: granted.signature ?? key.sign(statement),
      })
    }
  })
  return id
}
