import { z } from 'zod'
import { isDexError } from '#contract/error.ts'
import { HandOver } from '#contract/hand-over.ts'
import type { App } from '../app.ts'
import { DecisionView, readDecisions } from '../decisions/read-decisions.ts'
import type { ApiDeps } from '../deps.ts'
import { readLists } from '../lists/read-list.ts'
import { ListSummary } from '../lists/shape.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { BudgetView, readBudget } from './read-budget.ts'
import { EventView, readEvents } from './read-events.ts'
import { PlanView, readPlan } from './read-plan.ts'
import { createReasons, type Reasons } from '../approvals/reasons.ts'
import { readSteps, StepView } from './read-steps.ts'
import { readTalk, TalkView } from './read-talk.ts'
import { visibleRequest } from './see.ts'
import { RequestView, untold, viewOf } from './shape.ts'
import { createTeller } from './told.ts'

const Shown = RequestView.extend({
  /** What was asked; null where it is not the caller's to see and, after the close, for everyone. */
  ask: z
    .strictObject({
      title: z.string(),
      text: z.string(),
      /** Earlier mails that it answers. */
      quoted: z.string().nullable(),
    })
    .nullable(),
  /** The step of another request that this one takes back. */
  undoes: z.strictObject({ request: z.string(), step: z.int() }).nullable(),
  /** Its workflow in Temporal Web, for those who may open that. */
  temporalPath: z.string(),
  /** Its entries of the activity log, in order. */
  events: z.array(EventView),
  /** Lines of lists are not among them: each list stands by itself. */
  steps: z.array(StepView),
  lists: z.array(ListSummary),
  decisions: z.array(DecisionView),
  /** What the engineer supposes and why, as it stands now; null where it is not the caller's to see, and after the close. */
  plan: PlanView.nullable(),
  /** What was said between Dex and the requester here; of a ticket it stands in the ticket. */
  talk: z.array(TalkView),
  handOver: HandOver.nullable(),
  budget: BudgetView,
}).meta({ id: 'RequestStory' })

const unnamed: Reasons = { because: new Map(), names: {} }

/** `GET /api/requests/{id}`: the record with its steps; the content only while it exists. */
export function addShowRequest(app: App, deps: ApiDeps): void {
  const reasons = createReasons(deps)
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
      // A bundle that cannot be read has no names; the record is told all the same.
      const said = await reasons(caller.tenant).catch((error: unknown) => {
        if (isDexError(error, 'bundle_invalid')) return unnamed
        throw error
      })
      const { namespace } = (await deps.temporal(caller.tenant)).options
      return deps.database.transaction(caller.tenant, async (tx) => {
        const row = await visibleRequest(caller, tx, request.params.id)
        const teller = createTeller(deps, caller, tx)
        const told = (await teller.tell([row])).get(row.id) ?? { ...untold, ask: null }
        const shown = await readPlan(deps, caller, tx, row)
        const decisions =
          (await readDecisions(deps, caller.tenant, tx, { requests: [row.id] })).get(row.id) ?? []
        return {
          ...shown,
          budget: await readBudget(caller.tenant, tx, row),
          ...viewOf(caller, row, told),
          ask: told.ask && { title: told.ask.title, text: told.ask.text, quoted: told.ask.quoted ?? null },
          undoes:
            row.undoes_request === null || row.undoes_step === null
              ? null
              : { request: row.undoes_request, step: row.undoes_step },
          temporalPath: temporalPath(namespace, row.workflow_id),
          events: await readEvents(caller.tenant, tx, row.id, teller.nameOf),
          lists: (await readLists(caller, tx, [row.id])).get(row.id) ?? [],
          steps: await readSteps(deps, caller, tx, row.id, { nameOf: teller.nameOf, reasons: said }),
          decisions,
          talk: await readTalk(deps, caller, tx, row, decisions),
        }
      })
    },
  )
}

const temporalPath = (namespace: string, workflowId: string): string =>
  `/temporal/namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(workflowId)}`
