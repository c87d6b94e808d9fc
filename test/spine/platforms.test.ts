import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConnectionId, RequestId } from '#contract/ids.ts'
import type { Database } from '#store/database.ts'
import { readLog } from '#store/log.ts'
import { type Cast, createCast, employees, startWorkers } from '../support/cast.ts'
import { decide, openTicket, rowOf, waitForApproval, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { addPlatforms, type More, type MorePlatforms } from '../support/more-platforms.ts'
import type { Person, World } from '../support/world.ts'

let world: World
let more: MorePlatforms
let api: Database
let workers: { stop(): Promise<void> }
let cast: Cast
let people: string[]
const admins = new Map<string, ConnectionId>()

/** Who approves: their own connection on that platform. */
const connectionOf = (person: Person, platform: More): ConnectionId => {
  const found = admins.get(`${person.id} ${platform}`)
  if (!found) throw new Error('not connected')
  return found
}

beforeAll(async () => {
  world = await createWorld()
  api = world.database('dex_api')
  cast = await createCast(world)
  people = employees(world)
  more = await addPlatforms(world)
  for (const platform of ['microsoft', 'google'] as const) {
    await more.connect(cast.owner, platform, 'investigate')
    for (const person of [cast.owner, cast.admin]) {
      admins.set(`${person.id} ${platform}`, await more.connect(person, platform, 'admin'))
    }
  }
  workers = await startWorkers(world)
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await more.close()
  await world.close()
})

const entriesOf = async (request: RequestId) =>
  (
    await api.transaction(world.tenant, (tx) => readLog(world.tenant, tx, { after: 0, limit: 500, request }))
  ).map((each) => JSON.parse(each.entry))

interface Told {
  ticket: { title: string; text: string; requesterEmail: string }
  action: string
  platform: More
}

/** Ticket, approval on the approver's own connection, execution, read back, and the platform's own log. */
async function carriedOut({ ticket, action, platform }: Told) {
  const before = (await more.writes(platform)).length
  const { request } = await openTicket(world, api, ticket)
  const approval = await waitForApproval(world, api, request)
  expect(approval.action).toBe(action)
  expect(await more.writes(platform)).toHaveLength(before)
  const actAs = { person: cast.admin.id, connection: connectionOf(cast.admin, platform) }
  expect(await decide(world, api, approval, cast.admin, { actAs })).toEqual({ accepted: true, code: 'ok' })
  await waitForStatus(world, api, request, 'resolved')
  const writes = (await more.writes(platform)).slice(before)
  expect(writes.map((each) => each.login)).toEqual([cast.admin.email])
  const log = await entriesOf(request)
  expect(log.find((each) => each.kind === 'action.outcome' && each.action === action)).toMatchObject({
    code: 'done',
    actAs,
    detail: { readBack: 'yes' },
  })
  expect(log.find((each) => each.kind === 'action.corroborated')).toMatchObject({
    action,
    platform: { eventId: expect.stringMatching(/.{8,}/) },
  })
  return { writes, request, log }
}

describe('Microsoft 365, from a ticket to its own audit log', () => {
  it('reads, and ends sessions on the token of who approved', async () => {
    const { writes, log } = await carriedOut({
      ticket: {
        title: 'Sign me out',
        text: 'I left a laptop in a taxi, please sign me out of all Microsoft sessions.',
        requesterEmail: people[9] ?? '',
      },
      action: 'microsoft.user.revoke_sessions',
      platform: 'microsoft',
    })
    expect(writes[0]?.path).toContain(more.idOf('microsoft', people[9] ?? ''))
    const read = log.find((each) => each.kind === 'action.read')
    expect(read).toMatchObject({
      action: 'microsoft.user.find',
      code: 'done',
      actAs: { person: cast.owner.id },
    })
  }, 60_000)

  it('assigns a licence', async () => {
    const { writes } = await carriedOut({
      ticket: {
        title: 'Licence',
        text: 'I need a Visio licence for the floor plans.',
        requesterEmail: people[1] ?? '',
      },
      action: 'microsoft.license.assign',
      platform: 'microsoft',
    })
    expect(writes[0]?.path).toContain(`${more.idOf('microsoft', people[1] ?? '')}/assignLicense`)
  }, 60_000)
})

describe('Google Workspace, from a ticket to its own audit log', () => {
  it('suspends an account', async () => {
    const { writes } = await carriedOut({
      ticket: {
        title: 'Suspend',
        text: `Please suspend the Google account of ${people[2] ?? ''}, they are away.`,
        requesterEmail: people[3] ?? '',
      },
      action: 'google.user.suspend',
      platform: 'google',
    })
    expect(writes[0]?.path).toContain(more.idOf('google', people[2] ?? ''))
  }, 60_000)

  it('adds to a group', async () => {
    const { writes } = await carriedOut({
      ticket: {
        title: 'Group',
        text: 'please add me to the "vpn-users" group in Google',
        requesterEmail: people[4] ?? '',
      },
      action: 'google.group.add_member',
      platform: 'google',
    })
    expect(writes[0]?.path).toMatch(/\/groups\/[^/]+\/members$/)
  }, 60_000)

  it('takes two people to switch a second factor off, both running as the first', async () => {
    const login = people[5] ?? ''
    const { request } = await openTicket(world, api, {
      title: 'Gmail',
      text: 'I lost my phone, 2-step verification of my Gmail is stuck.',
      requesterEmail: login,
    })
    const first = await waitForApproval(world, api, request)
    expect(first.action).toBe('google.user.turn_off_2sv')
    const actAs = { person: cast.admin.id, connection: connectionOf(cast.admin, 'google') }
    expect((await decide(world, api, first, cast.admin, { actAs })).accepted).toBe(true)
    expect((await rowOf(world, api, request)).status).toBe('waiting_approval')
    const second = await waitForApproval(world, api, request)
    expect(second.act_as).toEqual(actAs)
    expect((await decide(world, api, second, cast.owner)).accepted).toBe(true)
    await waitForStatus(world, api, request, 'resolved')
    expect((await more.writes('google')).at(-1)).toMatchObject({
      login: cast.admin.email,
      path: expect.stringContaining('twoStepVerification/turnOff'),
    })
  }, 60_000)
})

it('a password that Google sets is kept for who approved, and is nowhere else', async () => {
  const { request, log } = await carriedOut({
    ticket: {
      title: 'Password',
      text: 'I forgot my password of Gmail, please reset it.',
      requesterEmail: people[10] ?? '',
    },
    action: 'google.user.reset_password',
    platform: 'google',
  })
  const kept = await world.admin.query<{ id: string; person: string }>(
    'select id, person from secrets where request = $1',
    [request],
  )
  expect(kept.rows.map((each) => each.person)).toEqual([cast.admin.id])
  const outcome = log.find((each) => each.kind === 'action.outcome' && each.action.startsWith('google.'))
  expect(outcome?.detail).toEqual({ readBack: 'yes', secret: kept.rows[0]?.id })
}, 60_000)

describe('who is out of reach', () => {
  it('does not touch on Microsoft who rules Dex, though they never connected it', async () => {
    const { request } = await openTicket(world, api, {
      title: 'Suspend',
      text: `Please disable the Microsoft account of ${cast.colleague.email}.`,
      requesterEmail: people[6] ?? '',
    })
    await waitForStatus(world, api, request, 'escalated')
    const [denied] = (await entriesOf(request)).filter(
      (each) => each.kind === 'decision' && each.action === 'microsoft.user.disable',
    )
    expect(denied).toMatchObject({
      target: { id: more.idOf('microsoft', cast.colleague.email) },
      decision: { decidedBy: { layer: 'target', rule: 'target-privileged' } },
    })
  }, 60_000)

  it('does not touch on Microsoft who may activate a role, though they hold none', async () => {
    const technician = world.company.accounts.find((each) => each.title === 'Systems Technician')?.login ?? ''
    const { request } = await openTicket(world, api, {
      title: 'Sign out',
      text: 'please sign me out of all Microsoft sessions',
      requesterEmail: technician,
    })
    await waitForStatus(world, api, request, 'escalated')
    const [denied] = (await entriesOf(request)).filter((each) => each.kind === 'decision')
    expect(denied).toMatchObject({
      action: 'microsoft.user.revoke_sessions',
      decision: { decidedBy: { rule: 'target-privileged' } },
    })
  }, 60_000)

  it('does not touch a break-glass account on Google', async () => {
    const before = (await more.writes('google')).length
    const login = world.company.accounts.find((each) => each.kind === 'break_glass')?.login ?? ''
    const { request } = await openTicket(world, api, {
      title: 'Suspend',
      text: `Please suspend the Google account of ${login}.`,
      requesterEmail: people[7] ?? '',
    })
    await waitForStatus(world, api, request, 'escalated')
    const [denied] = (await entriesOf(request)).filter(
      (each) => each.kind === 'decision' && each.action === 'google.user.suspend',
    )
    expect(denied?.codeRules).toContainEqual(expect.objectContaining({ code: 'protected_account' }))
    expect(await more.writes('google')).toHaveLength(before)
  }, 60_000)
})

it('a new Okta account, which has no target before it is made, is found in Okta’s log by its id', async () => {
  const { request } = await openTicket(world, api, {
    title: 'New colleague',
    text: 'New hire Nina Berg starts on Monday, please create nina.berg@acme.example',
    requesterEmail: people[8] ?? '',
  })
  const approval = await waitForApproval(world, api, request)
  expect(approval.action).toBe('okta.user.create')
  const creator = cast.owner
  expect((await decide(world, api, approval, creator)).accepted).toBe(true)
  await waitForStatus(world, api, request, 'resolved')
  expect((await entriesOf(request)).find((each) => each.kind === 'action.corroborated')).toMatchObject({
    action: 'okta.user.create',
    platform: { eventId: expect.any(String) },
  })
}, 60_000)
