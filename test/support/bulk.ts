import { newDecisionId } from '#contract/new-id.ts'
import { messageNames, type StatementAnswer } from '#contract/messages.ts'
import type { RequestId } from '#contract/ids.ts'
import type { SealedList } from '#contract/list.ts'
import { listLinesName } from '#contract/list.ts'
import { type Company, createCompany, oktaUserId } from '#sandbox/company/company.ts'
import type { WaitingApproval } from '#store/approvals.ts'
import { type LineRow, listLines, listListsOf, type ListRow } from '#store/bulk.ts'
import type { Database } from '#store/database.ts'
import { insertDecision } from '#store/decisions.ts'
import { scratchOf } from '#store/scratch.ts'
import { rowOf, sign, statementOf } from './door.ts'
import type { Person, World } from './world.ts'

/** A company with a crowd; `shared` of its addresses fit two accounts each. */
export function crowdedCompany(
  people: number,
  shared: number,
): { company: Company; crowd: string[]; twice: string[] } {
  const company = createCompany({ people })
  const crowd = company.accounts.filter(
    (each) => /\.\d+@/.test(each.login) && each.kind === 'person' && each.status === 'ACTIVE',
  )
  const twice = crowd.splice(0, shared)
  const others = crowd.splice(0, shared)
  for (const [index, other] of others.entries()) other.email = twice[index]?.login ?? ''
  return { company, crowd: crowd.map((each) => each.login), twice: twice.map((each) => each.login) }
}

interface JournalEntry {
  method: string
  path: string
  status: number
  actor: { login: string } | null
}

/** Ids of accounts that the platform's own journal says were suspended, once for each time. */
export async function suspendedIds(world: World): Promise<string[]> {
  const answer = await fetch(new URL('/_sandbox/journal', world.okta.url))
  const { entries } = (await answer.json()) as { entries: JournalEntry[] }
  return entries
    .filter(({ path, status }) => path.endsWith('/lifecycle/suspend') && status >= 200 && status < 300)
    .map(({ path }) => path.split('/').at(-3) ?? '')
}

/** As somebody at the platform itself would. */
export async function setUser(world: World, login: string, set: object): Promise<void> {
  const answer = await fetch(new URL('/_sandbox/edit', world.okta.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ in: 'directory.users', id: oktaUserId(world.company, login), set }]),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

export const idsOf = (world: World, logins: readonly string[]): string[] =>
  logins.map((login) => oktaUserId(world.company, login))

export const listsOf = (world: World, api: Database, request: string): Promise<ListRow[]> =>
  api.read(world.tenant, (tx) => listListsOf(world.tenant, tx, [request]))

export const linesOf = (world: World, api: Database, request: string, list: number): Promise<LineRow[]> =>
  api.read(world.tenant, (tx) => listLines(world.tenant, tx, request, list))

export async function sealedListOf(
  world: World,
  api: Database,
  request: RequestId,
  list: number,
): Promise<SealedList> {
  const key = await world.shared.requestKeys.find(world.tenant, request)
  return api.read(world.tenant, async (tx) =>
    scratchOf(world.tenant, tx, request, key).get(listLinesName(list)),
  ) as Promise<SealedList>
}

/** As api does: the lines are sealed, the statement names where. */
export async function takeOutLines(
  world: World,
  api: Database,
  approval: WaitingApproval,
  person: Person,
  lines: unknown,
): Promise<StatementAnswer> {
  const decision = newDecisionId()
  const name = `lines/${decision}`
  const request = approval.request as RequestId
  const key = await world.shared.requestKeys.find(world.tenant, request)
  const statement = statementOf(world, approval, person, {
    verdict: 'take_out',
    actAs: null,
    proof: null,
    comment: name,
  })
  const signed = sign(world, statement)
  await api.transaction(world.tenant, async (tx) => {
    await scratchOf(world.tenant, tx, request, key).putOnce(name, lines)
    await insertDecision(world.tenant, tx, { id: decision, approval: approval.id, signed })
  })
  const row = await rowOf(world, api, request)
  return world.temporal.workflow
    .getHandle(row.workflow_id)
    .executeUpdate(messageNames.takeOut, { args: [signed] })
}

/** A person's word on a list that runs. */
export async function steer(
  world: World,
  api: Database,
  list: ListRow,
  person: Person,
  verdict: 'pause' | 'resume' | 'stop',
): Promise<StatementAnswer> {
  const row = await rowOf(world, api, list.request as RequestId)
  const approval = {
    request: list.request,
    step: list.step,
    subject_hash: list.hash,
    act_as: null,
  } as WaitingApproval
  const signed = sign(
    world,
    statementOf(
      world,
      { ...approval, obligations: {}, obligations_digest: null, bundle: null } as never,
      person,
      {
        verdict,
        actAs: null,
      },
    ),
  )
  await api.transaction(world.tenant, (tx) =>
    insertDecision(world.tenant, tx, { id: newDecisionId(), approval: null, signed }),
  )
  return world.temporal.workflow
    .getHandle(row.workflow_id)
    .executeUpdate(messageNames.steerList, { args: [signed] })
}
