import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import { endStanding } from '#store/standing-approvals.ts'
import type { ListedStanding } from '#store/standing-record.ts'
import type { App } from '../app.ts'
import { createReasons } from '../approvals/reasons.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { findStanding, readStanding } from './read-standing.ts'
import { StandingView } from './shape.ts'

/** `DELETE /api/standing-approvals/{id}`: over with the next gate; repeated, it answers what stands. */
export function addRevokeStanding(app: App, deps: ApiDeps): void {
  const reasons = createReasons(deps)
  app.delete(
    '/api/standing-approvals/:id',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['standing approvals'],
        summary: 'Take back what was approved for always',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: StandingView, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const said = await reasons(caller.tenant)
      const { id } = request.params
      return deps.database.transaction(caller.tenant, async (tx) => {
        const row = await findStanding(caller.tenant, tx, id, new Date(deps.clock()))
        if (!row) throw new DexError('not_found')
        await endByPerson(deps, caller, tx, row, 'revoked')
        return readStanding(deps, caller, tx, said, id)
      })
    },
  )
}

/** False where it had ended before. */
export async function endByPerson(
  deps: ApiDeps,
  { tenant, person }: Caller,
  tx: Tx,
  { id, action }: ListedStanding,
  code: 'revoked' | 'rejected',
): Promise<boolean> {
  const at = new Date(deps.clock())
  if (!(await endStanding(tenant, tx, id, { state: 'revoked', code, by: person, at }))) return false
  await appendLog(tenant, tx, {
    v: 1,
    kind: 'standing.ended',
    at: at.toISOString(),
    by: { role: 'api', person },
    action,
    code,
    detail: { standing: id },
  })
  return true
}
