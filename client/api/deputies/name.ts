import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { DeputyStatement, deputyDaysMax } from '#contract/deputy.ts'
import { DexError } from '#contract/error.ts'
import { PersonId } from '#contract/ids.ts'
import { newDeputyId } from '#contract/new-id.ts'
import type { Tx } from '#store/database.ts'
import { type DeputyRow, insertDeputy, listDeputies } from '#store/deputies.ts'
import { appendLog } from '#store/log.ts'
import { oneAtATime } from '#store/one-at-a-time.ts'
import { listDeciders } from '#store/people.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { DeputyView, viewOf } from './read.ts'

const Moment = z.iso.datetime({ offset: true })
const Body = z.strictObject({
  deputy: PersonId,
  /** Now where it is left out. */
  from: Moment.optional(),
  until: Moment,
})

/** `POST /api/deputies`: while I am away, this person decides on my behalf. Signed; repeated, it answers what stands. */
export function addNameDeputy(app: App, deps: ApiDeps): void {
  app.post(
    '/api/deputies',
    {
      config: { limited: 'decisions' },
      schema: {
        tags: ['deputies'],
        summary: 'Name who decides on my behalf while I am away',
        body: Body,
        response: { 201: DeputyView, ...problems },
      },
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const view = await deps.database.transaction(caller.tenant, async (tx) =>
        viewOf(deps, caller, tx, await name(deps, caller, tx, request.body)),
      )
      return reply.code(201).send(view)
    },
  )
}

async function name(deps: ApiDeps, caller: Caller, tx: Tx, body: z.infer<typeof Body>): Promise<DeputyRow> {
  const { tenant, person, auth } = caller
  const { deputy } = body
  const now = deps.clock()
  const until = new Date(body.until)
  const from = new Date(body.from ?? now)
  const wrong = (path: string, why: string) => new DexError('body_invalid', why, { extra: { path } })
  if (deputy === person) throw wrong('deputy', 'nobody stands in for themselves')
  if (!(await listDeciders(tenant, tx)).includes(deputy))
    throw wrong('deputy', 'there is nobody of this id who may decide here')
  if (until.getTime() <= now || until <= from) throw wrong('until', 'it would have ended already')
  if (until.getTime() - from.getTime() > deputyDaysMax * 86_400_000)
    throw wrong('until', `it ends after ${deputyDaysMax} days at most`)
  await oneAtATime(tenant, tx, `deputies/${person}`)
  const standing = await listDeputies(tenant, tx, { person, deputy, limit: 100 })
  const same = standing.find(
    (each) =>
      each.ended_at === null &&
      each.until_at.getTime() === until.getTime() &&
      (body.from === undefined
        ? each.from_at.getTime() <= deps.clock()
        : each.from_at.getTime() === from.getTime()),
  )
  if (same) return same
  const statement = DeputyStatement.parse({
    type: 'dex/deputy/v1',
    tenant,
    id: newDeputyId(),
    person: { person, iss: auth.iss, sub: auth.sub },
    deputy,
    from: from.toISOString(),
    until: until.toISOString(),
    issuedAt: new Date(now).toISOString(),
    nonce: randomBytes(24).toString('base64url'),
    keyId: deps.signer.keyId,
  })
  const signature = deps.signer.sign(statement)
  const row = await insertDeputy(tenant, tx, { statement, signature })
  await appendLog(tenant, tx, {
    v: 1,
    kind: 'deputy.named',
    at: statement.issuedAt,
    by: { role: 'api', person },
    statement,
    signature,
    detail: { deputy: statement.id, to: deputy, from: statement.from, until: statement.until },
  })
  return row
}
