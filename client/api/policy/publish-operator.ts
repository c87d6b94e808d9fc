import { publishOperatorBundle, type InForce } from '#store/bundles.ts'
import { appendLog } from '#store/log.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import type { Judgement } from './judge/in-child.ts'
import type { PublishAnswer } from './shape.ts'

export interface Asked extends Judgement {
  reason: string
  base: InForce
}

/** Puts the operator's bundle in force; who runs the installation answers for its own second look (decision 0012). */
export async function publishOperator(deps: ApiDeps, caller: Caller, asked: Asked): Promise<PublishAnswer> {
  const { tenant, person } = caller
  const { digest, body, united, rules, reason, tests, change, analysis } = asked
  await deps.database.transaction(tenant, async (tx) => {
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'bundle.published',
      at: new Date(deps.clock()).toISOString(),
      by: { role: 'api', person },
      detail: { digest, owner: 'operator', rules, before: asked.base.operator, loosens: change.loosens },
    })
    // After the entry was written: a bundle that cannot be logged does not come into force.
    await publishOperatorBundle(deps.database, { digest, body, publishedBy: person, reason })
  })
  return {
    state: 'in_force',
    owner: 'operator',
    digest,
    united,
    inForce: united,
    rules,
    tests,
    change,
    analysis,
    publication: null,
    approval: null,
  }
}
