import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ExecuteOutcome } from '#activities/types.ts'
import type { RequestId } from '#contract/ids.ts'
import { lineWorkflowId, thinkQueue, workflowTypes } from '#contract/message-names.ts'
import type { LineInput } from '#contract/messages.ts'
import { oktaGroupId, oktaUserId } from '#sandbox/company/company.ts'
import type { ListRow } from '#store/bulk.ts'
import type { Database } from '#store/database.ts'
import { lineProof, listHash } from '#vault/list-hash.ts'
import {
  crowdedCompany,
  idsOf,
  linesOf,
  listsOf,
  setUser,
  sealedListOf,
  steer,
  suspendedIds,
  takeOutLines,
} from '../support/bulk.ts'
import { type Cast, createCast, startWorkers } from '../support/cast.ts'
import { decide, openTicket, until, waitForApproval, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { recordHistory } from '../workflows/record.ts'
import { scriptedModel } from '../support/scripted-model.ts'
import { sandboxFiles, type World } from '../support/world.ts'

/** Two people for a list, five lines an hour a request, and nothing first where six are asked for. */
const rules = {
  path: 'lists.yaml',
  text: `apiVersion: dex/v1
kind: Policy
layer: runtime
rules:
  - id: two-for-a-list
    effect: require
    actions: ["okta.user.suspend"]
    when: runtime.bulk.size > 1
    obligations: { approval: { by: { role: it-admin }, quorum: 2 } }
    because: a second pair of eyes
  - id: few-suspensions
    effect: require
    actions: ["okta.user.suspend"]
    obligations: { limit: { max: 6, per: 1h, by: request } }
    because: more is for people
  - id: never-the-first-of-six
    effect: deny
    actions: ["okta.user.suspend"]
    when: runtime.bulk.size == 6 && runtime.bulk.index == 0
    because: a list is decided by place and size
`,
}

let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }
let model: Awaited<ReturnType<typeof scriptedModel>>
const { company, crowd, twice } = crowdedCompany(120, 1)
/** By a word of the ticket: what the model puts on its list. */
const targets = new Map<string, { targets: string[]; action?: string; over?: object }>()

beforeAll(async () => {
  model = await scriptedModel((turn, conversation) => {
    const [, named] = [...targets].find(([word]) => conversation.includes(word)) ?? []
    if (turn > 1) return [{ name: 'escalate', input: { reason: 'what is left is for a person' } }]
    const input = { action: 'okta_user_suspend', ...named, purpose: 'they left' }
    return [{ name: 'bulk', input }]
  })
  world = await createWorld({
    company,
    files: [...(await sandboxFiles()), rules],
    settings: { bulk: { canary: 2, width: 2 } },
    env: { ANTHROPIC_BASE_URL: model.url },
  })
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 60_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
  await model.close()
})

const somebody = (count: number): string[] => crowd.splice(0, count)

/** Who is in that group already leaves no trace of being added, which would be waited for. */
function outsiders(count: number, group: string): string[] {
  const inside = new Set(
    company.accounts.flatMap(({ login, groups }) => (groups.includes(group) ? [login] : [])),
  )
  const chosen = crowd.filter((login) => !inside.has(login)).slice(0, count)
  for (const login of chosen) crowd.splice(crowd.indexOf(login), 1)
  return chosen
}

async function propose(named: string[], others: { action?: string; over?: object } = {}) {
  const word = `leavers-${targets.size}-of-today`
  targets.set(word, { targets: named, ...others })
  const opened = await openTicket(
    world,
    api,
    { title: `Please suspend ${word}`, text: 'They left.', requesterEmail: 'people@acme.example' },
    { timing: { escalatedMs: 20_000 } },
  )
  const approval = await waitForApproval(world, api, opened.request)
  const list = await latest(opened.request)
  return { ...opened, approval, list }
}
type Proposed = Awaited<ReturnType<typeof propose>>

const latest = async (request: string): Promise<ListRow> => {
  const list = (await listsOf(world, api, request)).at(-1)
  if (!list) throw new Error('no list')
  return list
}

const allow = async ({ approval }: Pick<Proposed, 'approval'>): Promise<void> => {
  expect(await decide(world, api, approval, cast.admin)).toMatchObject({ accepted: true })
  const actAs = { person: cast.admin.id, connection: cast.admin.connections.admin ?? '' }
  expect(await decide(world, api, approval, cast.colleague, { actAs })).toMatchObject({ accepted: true })
}

/** The first two are suspended already, so that the list is held behind them: nothing showed that it works. */
async function held(count: number): Promise<Proposed & { people: string[] }> {
  const people = somebody(count)
  const proposed = await propose(people)
  await setUser(world, people[0] ?? '', { status: 'SUSPENDED' })
  await setUser(world, people[1] ?? '', { status: 'DEPROVISIONED' })
  await allow(proposed)
  await until(
    'the list to be held',
    async () =>
      (await latest(proposed.request)).state === 'canary' && (await latest(proposed.request)).code !== null,
  )
  return { ...proposed, people }
}

const hashesOf = async (list: ListRow): Promise<string[]> =>
  (await linesOf(world, api, list.request, list.step)).flatMap((line) =>
    line.position === null ? [] : [line.action_hash ?? ''],
  )

/** As somebody with raw access to Temporal does: a line's own workflow, with arguments of their choice. */
async function forge(of: Proposed, line: LineInput['line'], list: ListRow = of.list): Promise<string> {
  const input: LineInput = {
    request: of.request,
    turn: list.turn,
    index: list.call_index,
    line,
    gateMs: 5_000,
  }
  const forged = await world.temporal.workflow.start(workflowTypes.listLine, {
    workflowId: lineWorkflowId(of.workflowId, 900 + forgeries++, line.position),
    taskQueue: thinkQueue(world.tenant),
    args: [input],
  })
  try {
    const outcome = (await forged.result()) as ExecuteOutcome
    return 'code' in outcome ? outcome.code : outcome.kind
  } catch (error) {
    return (error as { cause?: { cause?: { type?: string } } }).cause?.cause?.type ?? String(error)
  }
}
let forgeries = 0

/** Only a history that has come to its end is kept; nobody takes these over. */
const closed = async ({ workflowId }: Proposed): Promise<void> => {
  if (process.env['DEX_RECORD_HISTORIES'] !== undefined)
    await world.temporal.workflow.getHandle(workflowId).result()
}

const stateOf = async (of: Proposed, position: number): Promise<string | undefined> =>
  (await linesOf(world, api, of.request, of.list.step)).find((line) => line.position === position)?.state

describe('a list', () => {
  it('is what its lines are, resolved and decided one by one; what is not clear is set aside', async () => {
    const people = somebody(4)
    const [first = ''] = people
    const named = [...people, first.toUpperCase(), twice[0] ?? '', 'nobody@acme.example', cast.owner.email]
    const { request, list, approval } = await propose(named)
    const lines = await linesOf(world, api, request, list.step)
    expect(lines.map((line) => [line.position, line.code])).toEqual([
      [0, null],
      [1, null],
      [2, null],
      [3, null],
      [null, 'duplicate'],
      [null, 'ambiguous'],
      [null, 'target_not_found'],
      [null, 'policy_denied'],
    ])
    expect(lines.slice(0, 4).map((line) => line.target?.id)).toEqual(idsOf(world, people))
    expect(approval).toMatchObject({ subject_kind: 'list', subject_hash: list.hash })
    expect(list.hash).toBe(listHash(await hashesOf(list)))
    const sealed = await sealedListOf(world, api, request as RequestId, list.step)
    const reason = expect.stringContaining('target-privileged') as string
    expect(sealed.lines.at(-1)).toMatchObject({ written: cast.owner.email, reason })
    await allow({ approval })
    await waitForStatus(world, api, request, 'escalated')
    expect((await suspendedIds(world)).toSorted()).toEqual(idsOf(world, people).toSorted())
  })

  it('is decided by size and place, and limits count its lines', async () => {
    const people = somebody(9)
    const { request, list } = await propose(people)
    const lines = await linesOf(world, api, request, list.step)
    // Nine: six are within the limit, the first of six is denied, and five are left.
    expect(lines.map((line) => line.code)).toEqual([
      'policy_denied',
      ...Array.from({ length: 5 }, () => null),
      ...Array.from({ length: 3 }, () => 'limit_reached'),
    ])
    expect(list.size).toBe(5)
    const actions = await world.admin.query<{ entry: string }>(
      `select entry from activity_log where request = $1 and entry like '%limit_reached%'`,
      [request],
    )
    expect(actions.rows).toHaveLength(3)
  })
})

describe('a list over the objects of one target', () => {
  const members = async (): Promise<string[]> => {
    const answer = await fetch(new URL('/_sandbox/journal', world.okta.url))
    const { entries } = (await answer.json()) as {
      entries: { method: string; path: string; status: number }[]
    }
    return entries
      .filter(
        ({ method, path, status }) =>
          method === 'PUT' && /\/groups\/[^/]+\/users\//.test(path) && status < 300,
      )
      .map(({ path }) => path.split('/groups/')[1] ?? '')
  }

  it('has each of them resolved, decided, proven and done by itself', async () => {
    const group = oktaGroupId(company, 'vpn-users')
    const people = somebody(5)
    const [, , , risen = ''] = people
    const named = [...people, people[0] ?? '', twice[0] ?? '', 'nobody@acme.example', cast.owner.email]
    const { request, list, approval } = await propose(named, {
      action: 'okta_group_add_member',
      over: { param: 'user', target: group },
    })
    const lines = await linesOf(world, api, request, list.step)
    expect(lines.map((line) => line.code)).toEqual([
      ...people.map(() => null),
      'duplicate',
      'ambiguous',
      'target_not_found',
      'policy_denied',
    ])
    expect(lines.slice(0, 5).map((line) => line.target?.id)).toEqual(people.map(() => group))
    expect(new Set(lines.slice(0, 5).map((line) => line.action_hash)).size).toBe(5)
    expect(approval).toMatchObject({ subject_hash: listHash(await hashesOf(list)) })
    const sealed = await sealedListOf(world, api, request as RequestId, list.step)
    const [id] = idsOf(world, people)
    expect(sealed).toMatchObject({ over: 'user' })
    expect(sealed.lines[0]).toMatchObject({
      params: { user: id },
      asWritten: { 'params.user': people[0] },
      target: { email: people[0] },
      sentence: expect.stringMatching(/add .* to the Okta group .*vpn-users/) as string,
    })
    // After the yes one of them became an administrator: theirs alone does not run.
    await setUser(world, risen, { roles: ['USER_ADMIN'] })
    expect(await decide(world, api, approval, cast.admin)).toMatchObject({ accepted: true })
    await waitForStatus(world, api, request, 'escalated')
    const added = people.filter((each) => each !== risen)
    expect((await members()).toSorted()).toEqual(
      idsOf(world, added)
        .map((user) => `${group}/users/${user}`)
        .toSorted(),
    )
    const ended = await linesOf(world, api, request, list.step)
    expect(ended.slice(0, 5).map((line) => line.state)).toEqual(['done', 'done', 'done', 'denied', 'done'])
    const uses = await world.admin.query('select 1 from leaf_uses where request = $1', [request])
    expect(uses.rowCount).toBe(4)
  }, 60_000)

  it('goes on with everybody else while nobody can tell what came of one', async () => {
    const group = oktaGroupId(company, 'vpn-users')
    const people = outsiders(5, 'vpn-users')
    const over = { action: 'okta_group_add_member', over: { param: 'user', target: group } }
    const before = await propose(people.slice(0, 2), over)
    expect(await decide(world, api, before.approval, cast.admin)).toMatchObject({ accepted: true })
    await waitForStatus(world, api, before.request, 'escalated')
    const [first = '', second = ''] = idsOf(world, people)
    /** As a call leaves it whose answer was lost and whose effect the platform does not show. */
    const doubt = async (user: string): Promise<void> => {
      const { rowCount } = await world.admin.query(
        `update ledger l set state = 'in_doubt' from proposals p
         where p.request = l.request and p.step = l.step and l.request = $1 and p.objects @> $2::jsonb`,
        [before.request, JSON.stringify([{ id: user }])],
      )
      expect(rowCount).toBe(1)
    }
    await doubt(first)
    const { request, list, approval } = await propose(
      [...people.slice(2, 4), ...people.slice(0, 2), people[4] ?? ''],
      over,
    )
    expect((await linesOf(world, api, request, list.step)).map((line) => line.code)).toEqual([
      null,
      null,
      'in_doubt',
      null,
      null,
    ])
    await doubt(second)
    expect(await decide(world, api, approval, cast.admin)).toMatchObject({ accepted: true })
    await waitForStatus(world, api, request, 'escalated')
    const ended = await linesOf(world, api, request, list.step)
    expect(ended.map((line) => [line.state, line.code])).toEqual([
      ['done', 'done'],
      ['done', 'done'],
      ['aside', 'in_doubt'],
      ['denied', 'in_doubt'],
      ['done', 'done'],
    ])
    await world.admin.query(`update ledger set state = 'done' where state = 'in_doubt'`)
  }, 60_000)

  it('is refused where the action has no such parameter', async () => {
    const word = `leavers-${targets.size}-of-today`
    targets.set(word, { targets: somebody(3), over: { param: 'user', target: 'x' } })
    const opened = await openTicket(world, api, {
      title: `Please suspend ${word}`,
      text: 'They left.',
      requesterEmail: 'people@acme.example',
    })
    await waitForStatus(world, api, opened.request, 'escalated')
    expect(await listsOf(world, api, opened.request)).toEqual([])
  })
})

describe('lines that are taken out', () => {
  it('make another root before anybody’s yes counts, and what was said to the one before is void', async () => {
    const people = somebody(4)
    const proposed = await propose(people)
    const { request, approval, list } = proposed
    expect(await decide(world, api, approval, cast.admin)).toEqual({ accepted: true, code: 'ok' })
    const out = await takeOutLines(world, api, approval, cast.colleague, [2])
    expect(out).toEqual({ accepted: true, code: 'ok' })
    const shorter = await latest(request)
    expect(shorter).toMatchObject({ size: 3, state: 'waiting' })
    expect(shorter.hash).not.toBe(list.hash)
    expect(shorter.hash).toBe(listHash(await hashesOf(shorter)))
    expect(await hashesOf(shorter)).toEqual((await hashesOf(list)).filter((_hash, index) => index !== 1))

    const again = await waitForApproval(world, api, request)
    expect(again).toMatchObject({ subject_hash: shorter.hash, step: shorter.step, act_as: null })
    // The yes before, another to the list before, and one for it under the new step: none counts.
    expect(await decide(world, api, approval, cast.colleague)).toMatchObject({
      accepted: false,
      code: 'approval_void',
    })
    const stale = { ...again, subject_hash: list.hash }
    expect(await decide(world, api, stale, cast.colleague)).toMatchObject({
      accepted: false,
      code: 'statement_mismatch',
    })
    expect((await latest(request)).state).toBe('waiting')
    expect(await decide(world, api, again, cast.admin)).toEqual({ accepted: true, code: 'ok' })
    expect((await latest(request)).state).toBe('waiting')
    const actAs = { person: cast.admin.id, connection: cast.admin.connections.admin ?? '' }
    const owner = { ...cast.owner, connections: cast.admin.connections }
    expect(await decide(world, api, again, owner, { actAs })).toEqual({ accepted: true, code: 'ok' })
    await waitForStatus(world, api, request, 'escalated')
    const kept = people.filter((_login, index) => index !== 1)
    const ids = await suspendedIds(world)
    expect(idsOf(world, people).filter((id) => ids.includes(id))).toEqual(idsOf(world, kept))
    const uses = await world.admin.query('select 1 from leaf_uses where request = $1', [request])
    expect(uses.rowCount).toBe(3)
    await closed(proposed)
    await recordHistory(world, proposed.workflowId, 'list-shortened')
  })

  it.each<[string, unknown]>([
    ['all of them', [1, 2]],
    ['one that is not on it', [7]],
    ['no list of numbers', 'all'],
    ['none', []],
  ])('are not taken out where they are %s', async (_what, lines) => {
    waiting ??= await propose(somebody(2))
    const { approval, request, list } = waiting
    expect(await takeOutLines(world, api, approval, cast.colleague, lines)).toEqual({
      accepted: false,
      code: 'input_invalid',
    })
    expect(await latest(request)).toMatchObject({ hash: list.hash, state: 'waiting' })
  })
})
let waiting: Proposed | undefined

describe('a proof', () => {
  it('counts for its own leaf, place and list, and for one call', async () => {
    const of = await held(5)
    const other = await propose(somebody(3))
    const hashes = await hashesOf(of.list)
    const proofOf = (position: number) => lineProof(hashes, position)
    const at = (position: number, proof = proofOf(position)) => ({ list: of.list.step, position, proof })
    const before = await suspendedIds(world)

    expect(await forge(of, at(2, proofOf(3)))).toBe('proof_invalid')
    expect(await forge(of, at(2, []))).toBe('proof_invalid')
    expect(await forge(of, at(2, lineProof(await hashesOf(other.list), 2)))).toBe('proof_invalid')
    expect(await forge(of, at(9))).toBe('request_unknown')
    expect(await forge(of, { ...at(2), list: 77 })).toBe('request_unknown')
    // A list that nobody has said yes to yet.
    const unsigned = { list: other.list.step, position: 0, proof: lineProof(await hashesOf(other.list), 0) }
    expect(await forge(other, unsigned, other.list)).toBe('approval_void')
    // Another list's request under this one's workflow.
    expect(await forge({ ...of, request: other.request }, unsigned, other.list)).toBe('request_unknown')
    // As if the gate's own rows were changed: somebody else, or the same one twice.
    const [line] = (await linesOf(world, api, of.request, of.list.step)).filter((each) => each.position === 3)
    const [twin] = (await linesOf(world, api, of.request, of.list.step)).filter((each) => each.position === 2)
    const put = (target: unknown) =>
      world.admin.query('update bulk_lines set target = $1 where request = $2 and position = 3', [
        JSON.stringify(target),
        of.request,
      ])
    await put({ ...line?.target, id: oktaUserId(company, somebody(1)[0] ?? '') })
    expect(await forge(of, at(3))).toBe('proof_invalid')
    await put(twin?.target)
    expect(await forge(of, at(3))).toBe('proof_invalid')
    expect(await forge(of, at(3, proofOf(2)))).toBe('proof_invalid')
    await put(line?.target)
    expect(await suspendedIds(world)).toEqual(before)

    expect(await steer(world, api, await latest(of.request), cast.colleague, 'resume')).toMatchObject({
      accepted: true,
    })
    await waitForStatus(world, api, of.request, 'escalated')
    const after = (await suspendedIds(world)).slice(before.length)
    expect(after.toSorted()).toEqual(idsOf(world, of.people.slice(2)).toSorted())
    // Again, and each of them once more: the outcome that stands is answered, nothing is called.
    expect(await forge(of, at(2))).toBe('done')
    expect(await forge(of, at(4))).toBe('done')
    expect((await suspendedIds(world)).length).toBe(before.length + 3)
    const uses = await world.admin.query('select distinct position from leaf_uses where request = $1', [
      of.request,
    ])
    expect(uses.rowCount).toBe(5)
  }, 60_000)
})

describe('every line', () => {
  it('is decided again on the facts of its moment: what changed since the yes does not run', async () => {
    const of = await held(5)
    const [, , privileged = '', ...rest] = of.people
    await setUser(world, privileged, { roles: ['USER_ADMIN'] })
    await steer(world, api, await latest(of.request), cast.colleague, 'resume')
    await waitForStatus(world, api, of.request, 'escalated')
    expect([await stateOf(of, 2), await stateOf(of, 3), await stateOf(of, 4)]).toEqual([
      'denied',
      'done',
      'done',
    ])
    const ids = await suspendedIds(world)
    expect(ids).not.toContain(oktaUserId(company, privileged))
    expect(idsOf(world, rest).every((id) => ids.includes(id))).toBe(true)
    await closed(of)
    await recordHistory(world, of.workflowId, 'list-resumed')
  })

  it('of a list that a person stopped has no turn any more, whoever asks for it', async () => {
    const of = await held(5)
    const hashes = await hashesOf(of.list)
    expect(await steer(world, api, await latest(of.request), cast.colleague, 'stop')).toMatchObject({
      accepted: true,
    })
    await waitForStatus(world, api, of.request, 'escalated')
    expect([await stateOf(of, 2), await stateOf(of, 3)]).toEqual(['skipped', 'skipped'])
    const line = { list: of.list.step, position: 3, proof: lineProof(hashes, 3) }
    expect(await forge(of, line)).toBe('approval_void')
    expect(await suspendedIds(world)).not.toContain(oktaUserId(company, of.people[3] ?? ''))
  })
})
