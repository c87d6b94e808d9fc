import { z } from 'zod'
import { isDexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import type { Ask } from '#contract/request.ts'
import type { Tx } from '#store/database.ts'
import type { RequestRow } from '#store/requests.ts'
import { scratchOf } from '#store/scratch.ts'
import type { App } from '../app.ts'
import { DecisionView, readDecisions } from '../decisions/read-decisions.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { readSteps, StepView } from './read-steps.ts'
import { seesContent, visibleRequest } from './see.ts'
import { RequestView, viewOf } from './shape.ts'

const Shown = RequestView.extend({
  /** What was asked; null where it is not the caller's to see and, after the close, for everyone. */
  ask: z.strictObject({ title: z.string(), text: z.string() }).nullable(),
  steps: z.array(StepView),
  decisions: z.array(DecisionView),
})

/** `GET /api/requests/{id}`: the record with its steps; the content only while it exists. */
export function addShowRequest(app: App, deps: ApiDeps): void {
  app.get(
    '/api/requests/:id',
    {
      schema: {
        tags: ['requests'],
        summary: 'One request with its steps, approvals and outcomes',
        params: z.object({ id: z.string().max(100) }),
        response: { 200: Shown, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      return deps.database.transaction(caller.tenant, async (tx) => {
        const row = await visibleRequest(caller, tx, request.params.id)
        return {
          ...viewOf(caller, row),
          ask: seesContent(caller, row) ? await askOf(deps, caller, tx, row) : null,
          steps: await readSteps(caller.tenant, tx, row.id),
          decisions: await readDecisions(deps, caller.tenant, tx, { request: row.id }),
        }
      })
    },
  )
}

async function askOf(deps: ApiDeps, caller: Caller, tx: Tx, row: RequestRow) {
  if (row.closed_at !== null) return null
  const id = row.id as RequestId
  try {
    const key = await deps.keys.request(caller.tenant, id)
    const ask = (await scratchOf(caller.tenant, tx, id, key).get('ask')) as Ask | undefined
    return ask ? { title: ask.title, text: ask.text } : null
  } catch (error) {
    if (isDexError(error, 'sealed')) return null
    throw error
  }
}
