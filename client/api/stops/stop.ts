import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { newStopId } from '#contract/new-id.ts'
import { appendLog } from '#store/log.ts'
import { oneAtATime } from '#store/one-at-a-time.ts'
import { findSameStop, findStop, insertStop } from '#store/stops.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { StopView, viewOf } from './shape.ts'
import { signStop } from './sign.ts'

const Body = z.strictObject({
  /** Changes of this platform alone; absent, as `action` is: every change of the tenant. */
  platform: z.string().min(1).max(40).optional(),
  action: z.string().min(1).max(200).optional(),
  reason: z.string().trim().min(4).max(2_000),
})

/** `POST /api/stops`: with the next gate no such change reaches a platform; what was asked for waits. Repeated, it answers what stands. */
export function addStop(app: App, deps: ApiDeps): void {
  app.post(
    '/api/stops',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['stops'],
        summary: 'Hold changes back at once',
        body: Body,
        response: { 201: StopView, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { tenant, person } = caller
      const { platform = null, action = null, reason } = request.body
      assertScope(deps, platform, action)
      const id = newStopId()
      const scope = { platform, action }
      const signed = await signStop(deps, caller, { stop: id, scope, word: 'stop', reason })
      const view = await deps.database.transaction(tenant, async (tx) => {
        await oneAtATime(tenant, tx, `stops/${person}`)
        const same = await findSameStop(tenant, tx, { ...scope, by: person })
        if (same) return viewOf(deps, caller, tx, same)
        await insertStop(tenant, tx, {
          id,
          ...scope,
          sealed_reason: signed.sealedReason,
          stopped_by: person,
          statement: signed.statement,
          signature: signed.signature,
          stopped_at: signed.at,
        })
        await appendLog(tenant, tx, {
          v: 1,
          kind: 'writes.stopped',
          at: signed.at.toISOString(),
          by: { role: 'api', person },
          ...(action !== null && { action }),
          signature: signed.signature,
          detail: { stop: id, platform },
        })
        const row = await findStop(tenant, tx, id)
        if (!row) throw new DexError('internal', 'the stop is not there')
        return viewOf(deps, caller, tx, row)
      })
      return reply.code(201).send(view)
    },
  )
}

/** One of both at most, and only what would hold something back. */
function assertScope({ catalog }: ApiDeps, platform: string | null, action: string | null): void {
  if (platform !== null && action !== null)
    throw new DexError('input_invalid', 'name a platform or an action, not both', {
      extra: { path: 'action' },
    })
  const changes = [...catalog.values()].filter((each) => each.write && each.platform !== 'dex')
  if (platform !== null && !changes.some((each) => each.platform === platform))
    throw new DexError('input_invalid', `nothing changes \`${platform}\``, { extra: { path: 'platform' } })
  if (action !== null && !changes.some((each) => each.name === action))
    throw new DexError('input_invalid', `\`${action}\` changes nothing on a platform`, {
      extra: { path: 'action' },
    })
}
