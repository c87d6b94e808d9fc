import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { DexError, isDexError } from '#contract/error.ts'
import { ApprovalId } from '#contract/ids.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import { listApprovals, type WaitingApproval } from '#store/approvals.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { failureCode } from '../temporal/failure-code.ts'
import { withTemporal } from '../temporal/with-temporal.ts'

const Rights = z.strictObject({
  /** `unknown`: the platform cannot be asked now, or its roles do not tell. */
  right: z.enum(['enough', 'short', 'unknown']),
  /** What the platform asks of whoever does it by hand; null: nothing beyond their own account. */
  adminRight: z.string().nullable(),
  you: z.boolean(),
})

/** `GET /api/approvals/{id}/rights`: whether who it would run as may do it there at all, asked of the platform now. */
export function addApprovalRights(app: App, deps: ApiDeps): void {
  app.get(
    '/api/approvals/:id/rights',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['approvals'],
        summary: 'Whether the acting person’s own rights suffice',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: Rights, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { id } = request.params
      const [approval] = ApprovalId.safeParse(id).success
        ? await deps.database.read(caller.tenant, (tx) => listApprovals(caller.tenant, tx, { id, limit: 1 }))
        : []
      if (!approval) throw new DexError('not_found')
      const person =
        approval.act_as?.person ??
        (approval.channel === 'pro' ? approval.requester_person : null) ??
        caller.person
      return {
        right: await ask(deps, caller, approval, person),
        adminRight: deps.catalog.get(approval.action)?.adminRight ?? null,
        you: person === caller.person,
      }
    },
  )
}

async function ask(
  deps: ApiDeps,
  { tenant }: Caller,
  approval: WaitingApproval,
  person: string,
): Promise<z.infer<typeof Rights>['right']> {
  const input = { approval: approval.id, person }
  try {
    const { right } = await withTemporal(deps, tenant, deps.deadlines.answerMs, (client) =>
      client.workflow.execute<(asked: typeof input) => Promise<Pick<z.infer<typeof Rights>, 'right'>>>(
        workflowTypes.rights,
        {
          workflowId: `${tenant}/rights/${approval.id}/${person}/${randomUUID()}`,
          taskQueue: thinkQueue(tenant),
          args: [input],
          workflowExecutionTimeout: 30_000,
        },
      ),
    )
    return right
  } catch (error) {
    if (isDexError(error, 'temporal_unavailable') || failureCode(error) !== null) return 'unknown'
    throw error
  }
}
