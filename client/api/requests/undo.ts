import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { Digest, RequestId } from '#contract/ids.ts'
import type { KeptUndo } from '#contract/undo.ts'
import { findProposal, type ProposalRow } from '#store/proposals.ts'
import { findUndoState, listUndoing } from '#store/undo-states.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { openKept } from './open-kept.ts'
import { openReverse } from './open-reverse.ts'
import { visibleRequest } from './see.ts'

const Params = z.object({ id: z.string().max(100), step: z.coerce.number().int().min(1).max(100_000) })
/** Of the step that was shown: nothing else is taken back by mistake. */
const Body = z.strictObject({ hash: Digest })

/**
 * `POST /api/requests/{id}/steps/{step}/undo`: a request of its own, whose author is the caller, for the action that puts back what
 * stood before; policy, people and the gate decide on it like on any other. While one is open it is answered again.
 */
export function addUndoStep(app: App, deps: ApiDeps): void {
  app.post(
    '/api/requests/:id/steps/:step/undo',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['requests'],
        summary: 'Ask for the reverse of what was done',
        params: Params,
        body: Body,
        response: { 202: z.strictObject({ id: RequestId }), ...problems },
      },
    },
    async (request, reply) => {
      const { id, step } = request.params
      const opened = await undo(deps, callerOf(request), { request: id, step, hash: request.body.hash })
      return reply.code(202).send({ id: opened })
    },
  )
}

async function undo(
  deps: ApiDeps,
  caller: Caller,
  of: { request: string; step: number; hash: string },
): Promise<RequestId> {
  const { tenant, person } = caller
  const { change, kept, profile, standing, tries } = await deps.database.transaction(tenant, async (tx) => {
    const row = await visibleRequest(caller, tx, of.request)
    const done = await findProposal(tenant, tx, row.id as RequestId, of.step)
    if (!done) throw new DexError('not_found')
    if (done.action_hash !== of.hash) throw new DexError('version_stale')
    const state = await findUndoState(tenant, tx, { request: row.id, step: of.step })
    const stands = state?.complete === true && state.expires_at.getTime() > deps.clock()
    const opened = stands ? await openKept(deps, tenant, state) : null
    if (opened === null) throw new DexError('undo_gone')
    const undoing = (await listUndoing(tenant, tx, row.id)).filter((each) => each.step === of.step)
    return {
      change: done,
      kept: opened,
      profile: await profileOf(deps, tenant, tx, person),
      standing: undoing.find((each) => each.closedAt === null)?.id,
      tries: undoing.length,
    }
  })
  if (!profile) throw new DexError('unauthenticated')
  if (standing !== undefined) return standing as RequestId
  return openReverse(deps, caller, {
    undoes: { request: of.request, step: of.step },
    tries,
    ask: {
      title: `Take back step ${of.step} of ${of.request}`,
      text: wordsOf(change, kept),
      requesterEmail: profile.email,
      takesBack: { ...kept.reverse, target: change.target?.id ?? null },
    },
  })
}

/** What it names by id stands here: whoever decides sees that a person wrote it, and the provenance of each value is text. */
const wordsOf = ({ action, target }: ProposalRow, { reverse, before }: KeptUndo): string =>
  [
    `What ${action} changed is to stand as it did before: ${JSON.stringify(before)}.`,
    `By ${reverse.action} on ${target?.id ?? 'no target'} with ${JSON.stringify(reverse.params)}.`,
  ].join('\n')
