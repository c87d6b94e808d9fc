import { z } from 'zod'
import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import { Digest, RequestId } from '#contract/ids.ts'
import type { Ask } from '#contract/request.ts'
import { findList, listLines } from '#store/bulk.ts'
import type { Tx } from '#store/database.ts'
import { listUndoing, listUndoStates } from '#store/undo-states.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import { problems } from '../problems.ts'
import { openKept } from '../requests/open-kept.ts'
import { openReverse } from '../requests/open-reverse.ts'
import { visibleRequest } from '../requests/see.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { ListPlace } from './show.ts'

/** Of the list that was shown. */
const Body = z.strictObject({ hash: Digest })

/**
 * `POST /api/requests/{id}/lists/{step}/undo`: the reverse of a whole list as one new list, whose author is the caller: one yes to
 * exactly its lines, each decided and looked at alone. While one is open it is answered again. Throws `version_stale`, `undo_gone`.
 */
export function addUndoList(app: App, deps: ApiDeps): void {
  app.post(
    '/api/requests/:id/lists/:step/undo',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['lists'],
        summary: 'Ask for the reverse of what a list did',
        params: ListPlace,
        body: Body,
        response: { 202: z.strictObject({ id: RequestId }), ...problems },
      },
    },
    async (request, reply) => {
      const opened = await undo(deps, callerOf(request), request.params, request.body.hash)
      return reply.code(202).send({ id: opened })
    },
  )
}

async function undo(
  deps: ApiDeps,
  caller: Caller,
  place: z.infer<typeof ListPlace>,
  hash: string,
): Promise<RequestId> {
  const { tenant, person } = caller
  const found = await deps.database.transaction(tenant, async (tx) => {
    const row = await visibleRequest(caller, tx, place.id)
    const list = await findList(tenant, tx, row.id, place.step)
    if (!list) throw new DexError('not_found')
    if (list.hash !== hash) throw new DexError('version_stale')
    if (list.ended_at === null) throw new DexError('undo_gone', 'the list has not come to its end')
    const undoing = (await listUndoing(tenant, tx, row.id)).filter((each) => each.step === place.step)
    return {
      lines: await reverseLines(deps, caller, tx, row.id, list.step),
      profile: await profileOf(deps, tenant, tx, person),
      standing: undoing.find((each) => each.closedAt === null)?.id,
      tries: undoing.length,
      list,
    }
  })
  const { lines, profile, standing, tries, list } = found
  if (!profile) throw new DexError('unauthenticated')
  if (standing !== undefined) return standing as RequestId
  const action = catalog.get(list.action)?.reversible?.by
  if (action === undefined || lines.every((each) => each.params === null)) throw new DexError('undo_gone')
  return openReverse(deps, caller, {
    undoes: { request: list.request, step: list.step },
    tries,
    ask: {
      title: `Take back list ${list.step} of ${list.request}`,
      text: wordsOf(list.action, action, lines),
      requesterEmail: profile.email,
      takesBackList: { action, lines },
    },
  })
}

type Lines = NonNullable<Ask['takesBackList']>['lines']

/** Of every line that was done, or may have been. */
async function reverseLines(
  deps: ApiDeps,
  { tenant }: Caller,
  tx: Tx,
  request: string,
  list: number,
): Promise<Lines> {
  const [lines, states] = await Promise.all([
    listLines(tenant, tx, request, list),
    listUndoStates(tenant, tx, { request, now: new Date(deps.clock()) }),
  ])
  const stateOf = new Map(states.map((row) => [row.step, row]))
  const changed = lines.flatMap(({ line, step, target, state }) =>
    (state === 'done' || state === 'in_doubt') && step !== null && target !== null
      ? [{ line, step, target: target.id }]
      : [],
  )
  return Promise.all(
    changed.map(async (each) => {
      const row = stateOf.get(each.step)
      const kept = row ? await openKept(deps, tenant, row) : null
      return { ...each, params: kept?.reverse.params ?? null }
    }),
  )
}

/** What it names by id stands here: whoever decides sees that a person wrote it, and the provenance of each value is text. */
const wordsOf = (done: string, reverse: string, lines: Lines): string =>
  [
    `What ${done} changed in ${lines.length} lines is to stand as it did before, by ${reverse}:`,
    ...lines.map(({ line, target, params }) =>
      params === null
        ? `line ${line}, ${target}: nothing is kept that could be put back`
        : `line ${line}, ${target}: ${JSON.stringify(params)}`,
    ),
  ].join('\n')
