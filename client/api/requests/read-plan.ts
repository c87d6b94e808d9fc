import { z } from 'zod'
import { type HandOver, handOverName } from '#contract/hand-over.ts'
import type { RequestId } from '#contract/ids.ts'
import { planPrefix, ShownPlan } from '#contract/plan.ts'
import type { Tx } from '#store/database.ts'
import type { RequestRow } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { ApiDeps } from '../deps.ts'
import type { Caller } from '../session/caller.ts'
import { unlessSealed } from '../unless-sealed.ts'
import { seesContent } from './see.ts'

/** The plan, each piece of evidence with the read or change that it rests on. */
export const PlanView = ShownPlan.extend({
  turn: z.int(),
  evidence: z.array(
    z.strictObject({
      ref: z.string(),
      shows: z.string(),
      /** The step under which it stands in the record; null where nothing was recorded of it. */
      step: z.int().nullable(),
      action: z.string().nullable(),
    }),
  ),
}).meta({ id: 'Plan' })
export type PlanView = z.infer<typeof PlanView>

interface Shown {
  plan: PlanView | null
  handOver: HandOver | null
}

/** For whom may see what was said, and while it stands. */
export async function readPlan(deps: ApiDeps, caller: Caller, tx: Tx, row: RequestRow): Promise<Shown> {
  const none = { plan: null, handOver: null }
  if (row.closed_at !== null || !seesContent(caller, row)) return none
  const id = row.id as RequestId
  const shown = await unlessSealed(async () => {
    const scratch = scratchOf(caller.tenant, tx, id, await deps.keys.request(caller.tenant, id))
    const content = await scratch.all([planPrefix, handOverName])
    const handOver = (content.get(handOverName) as HandOver | undefined) ?? null
    return { plan: await latestPlan(caller, tx, row, content), handOver }
  })
  return shown ?? none
}

async function latestPlan(
  { tenant }: Caller,
  tx: Tx,
  row: RequestRow,
  content: ReadonlyMap<string, unknown>,
): Promise<PlanView | null> {
  const turns = [...content.keys()]
    .filter((name) => name.startsWith(planPrefix))
    .map((name) => Number(name.slice(planPrefix.length)))
  if (turns.length === 0) return null
  const turn = Math.max(...turns)
  const plan = content.get(`${planPrefix}${turn}`) as ShownPlan
  const calls = await tx
    .selectFrom('calls as c')
    .leftJoin('proposals as p', (join) =>
      join
        .onRef('p.tenant', '=', 'c.tenant')
        .onRef('p.request', '=', 'c.request')
        .onRef('p.step', '=', 'c.step'),
    )
    .select(['c.turn', 'c.call_index', 'c.step', 'p.action'])
    .where('c.tenant', '=', tenant)
    .where('c.request', '=', row.id)
    .execute()
  const stands = new Map(calls.map((call) => [`${call.turn}.${call.call_index}`, call]))
  return {
    ...plan,
    turn,
    evidence: plan.evidence.map((each) => {
      const call = stands.get(each.ref)
      return { ...each, step: call?.step ?? null, action: call?.action ?? null }
    }),
  }
}
