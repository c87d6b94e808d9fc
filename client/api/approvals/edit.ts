import { z } from 'zod'
import { approvalViewName, type ApprovalView as SealedView } from '#contract/approval-view.ts'
import type { WantedEdit } from '#contract/edit.ts'
import { DexError } from '#contract/error.ts'
import { Digest } from '#contract/ids.ts'
import { messageNames } from '#contract/messages.ts'
import type { WaitingApproval } from '#store/approvals.ts'
import { canonicalJson } from '#vault/hashes.ts'
import type { App } from '../app.ts'
import { Accepted, Pending } from '../decisions/answer.ts'
import type { ApiDeps } from '../deps.ts'
import { Json } from '../json.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { sayChange } from './say-change.ts'

const Body = z.strictObject({
  /** Of what was shown: nothing else is changed by mistake. */
  hash: Digest,
  version: z.int().min(1),
  /** All parameters, as they are to be. */
  params: z.record(z.string().max(100), Json),
  /** The platform's id of another target; absent: the same. */
  target: z.string().min(1).max(1_000).optional(),
  reason: z.string().trim().min(1).max(4_000).optional(),
})

/** `POST /api/approvals/{id}/edit`: another action is proposed in the place of this one; policy and people decide on it anew. */
export function addEditApproval(app: App, deps: ApiDeps): void {
  app.post(
    '/api/approvals/:id/edit',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['approvals'],
        summary: 'Change what is asked for, before anybody’s yes counts',
        params: z.object({ id: z.string().max(100) }),
        body: Body,
        response: { 200: Accepted, 202: Pending, ...problems },
      },
    },
    async (request, reply) => {
      const answer = await edit(deps, callerOf(request), request.params.id, request.body)
      return reply.code(answer.status).send(answer.body)
    },
  )
}

const edit = (deps: ApiDeps, caller: Caller, id: string, body: z.infer<typeof Body>) =>
  sayChange(
    deps,
    caller,
    { id, shown: body },
    {
      subject: 'action',
      verdict: 'edit',
      name: 'edit',
      update: messageNames.decideApproval,
      async content(approval, scratch) {
        const view = (await scratch.get(approvalViewName(approval.id))) as SealedView | undefined
        if (!view) throw new DexError('not_found')
        return wantedOf(deps, approval, view, body)
      },
    },
  )

/** Throws `params_invalid` with the place, and `input_invalid` where it is what stands already. */
function wantedOf(
  deps: ApiDeps,
  approval: WaitingApproval,
  view: SealedView,
  body: z.infer<typeof Body>,
): WantedEdit {
  const parsed = deps.catalog.get(approval.action)?.params.safeParse(body.params)
  if (!parsed?.success) {
    const issue = parsed?.error.issues[0]
    const path = ['params', ...(issue?.path ?? [])].join('.')
    throw new DexError('params_invalid', issue?.message, { extra: { path } })
  }
  const standing = view.target?.id ?? null
  if (standing === null && body.target !== undefined)
    throw new DexError('input_invalid', 'this action has no target', { extra: { path: 'target' } })
  const target = body.target ?? standing
  if (target === standing && canonicalJson(parsed.data) === canonicalJson(view.params))
    throw new DexError('input_invalid', 'nothing is changed', { extra: { path: 'params' } })
  return { target, params: parsed.data, reason: body.reason ?? null }
}
