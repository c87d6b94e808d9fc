import { readFile } from 'node:fs/promises'
import type { WorkflowHandle } from '@temporalio/client'
import { createCast, employees } from '../../test/support/cast.ts'
import { startServices } from '../../test/support/services.ts'
import { createWorldOn, deskToken, sandboxFiles, type World } from '../../test/support/world.ts'
import { type Bench, compared, figure, median } from '../result.ts'
import { startBare } from './bare-side.ts'
import { assertSameCalls, countCalls } from './calls.ts'
import { type DexSide, startDex } from './dex-side.ts'
import { processorTime, totalOf } from './processor-time.ts'
import { drive, endSessions, type Side, type Ticket } from './side.ts'

const goal = 0.83
const roundsByDefault = 7
const sizeByDefault = 32
/** Of either side, until its code is compiled as it stays. */
const warmUpRounds = 4
const scaledWarmUpMax = 16
const noOpsPerRequest = 4
const moreWorkers = [2, 4]
/** Dex's history is at most a tenth of it. */
const historyGoal = 10
const wholeTurnRequests = 4
const model = 'dex-stand-in-1'

/** The development server alone reads all search attributes from its database again at each use of one. */
const asInProduction = { 'system.forceSearchAttributesCacheRefreshOnRead': 'false' }

/**
 * A ticket's sessions ended, from its opening to its end, under a standing approval and so without a wait for a person, beside a bare Temporal workflow that makes the
 * same calls through the same SDKs with as many activities; `size` requests a round. Rounds of both alternate on one machine; the ratio is the
 * median of the rounds' own. History is beside that workflow's and beside an agent loop that hands each turn its
 * instructions, tools and transcript, as loops whose workers keep nothing do. Throws when the two sides did not make the same calls.
 */
export const requests: Bench = async ({ rounds, size, progress }) => {
  const services = await startServices(progress, { dynamicConfig: asInProduction })
  try {
    const world = await createWorldOn(services, {
      files: await policyFiles(),
      logLagMs: 0,
      env: { DEX_MODEL: model, ...profiled('dex') },
    })
    try {
      const wanted = { rounds: rounds ?? roundsByDefault, size: size ?? sizeByDefault }
      return await measure(world, services.temporalAddress, wanted, progress)
    } finally {
      await world.close()
    }
  } finally {
    await services.stop()
  }
}

async function measure(
  world: World,
  temporalAddress: string,
  { rounds, size }: { rounds: number; size: number },
  progress: (line: string) => void,
) {
  const people = await createCast(world)
  const dex = await startDex(world, people.admin)
  const bare = await startBare(world, people, { temporalAddress, model, env: profiled('bare') })
  const calls = countCalls({ okta: world.okta.url, desk: world.desk.url, model: world.model.url })
  const round = async (side: Side, count: number) => {
    await forget(world)
    const tickets = await fileTickets(world, count)
    calls.take()
    const before = await processorTime()
    const driven = await drive(side, tickets)
    const processorMs = totalOf(await processorTime()) - totalOf(before)
    return { ...driven, calls: calls.take(), processorMs: processorMs / count }
  }
  try {
    progress('warming up')
    for (let number = 0; number < warmUpRounds; number += 1)
      for (const side of [dex, bare]) await round(side, size)

    const dexPerSecond: number[] = []
    const barePerSecond: number[] = []
    const noOpPerSecond: number[] = []
    const processor: { dex: number; bare: number }[] = []
    let last: { dex: WorkflowHandle[]; bare: WorkflowHandle[] } = { dex: [], bare: [] }
    for (let number = 1; number <= rounds; number += 1) {
      const order = number % 2 === 1 ? [dex, bare] : [bare, dex]
      const results = new Map<Side, Awaited<ReturnType<typeof round>>>()
      for (const side of order) results.set(side, await round(side, size))
      const ofDex = results.get(dex)
      const ofBare = results.get(bare)
      if (!ofDex || !ofBare) throw new Error('unreachable')
      assertSameCalls(ofDex.calls, ofBare.calls, size)
      dexPerSecond.push(ofDex.perSecond)
      barePerSecond.push(ofBare.perSecond)
      processor.push({ dex: ofDex.processorMs, bare: ofBare.processorMs })
      noOpPerSecond.push((await drive(bare.noOp, await placeholders(size * noOpsPerRequest))).perSecond)
      last = { dex: ofDex.handles, bare: ofBare.handles }
      progress(
        `round ${number} of ${rounds}: dex ${ofDex.perSecond.toFixed(2)}/s, bare ${ofBare.perSecond.toFixed(2)}/s; of processor ${ofDex.processorMs.toFixed(0)} and ${ofBare.processorMs.toFixed(0)} ms`,
      )
    }
    const ratio = median(dexPerSecond.map((value, index) => value / (barePerSecond[index] ?? Number.NaN)))
    const bareRequests = figure('requests, bare workflow', median(barePerSecond), 'requests/s')
    const dexHistory = await historyOf(last.dex)
    const bareHistory = await historyOf(last.bare)
    const bareBytes = figure('history a request, bare workflow', bareHistory.bytes, 'bytes')
    const scaled = await withMoreWorkers(dex, round, size, progress)
    await forget(world)
    const whole = await drive(bare.wholeTurns, await fileTickets(world, wholeTurnRequests))
    const wholeHistory = await historyOf(whole.handles)
    const dexBytes = figure('history a request, dex', dexHistory.bytes, 'bytes')
    const wholeBytes = figure('history a request, whole turns in history', wholeHistory.bytes, 'bytes')
    const bareActivities = figure('activities a request, bare workflow', bareHistory.activities, 'activities')
    return [
      compared(figure('requests, dex', median(dexPerSecond), 'requests/s'), bareRequests, ratio, goal),
      bareRequests,
      ...processorRows(processor),
      ...scaled,
      figure('no-op workflows', median(noOpPerSecond), 'workflows/s'),
      compared(dexBytes, bareBytes, dexHistory.bytes / bareHistory.bytes),
      bareBytes,
      compared(wholeBytes, dexBytes, wholeHistory.bytes / dexHistory.bytes, historyGoal),
      compared(
        figure('activities a request, dex', dexHistory.activities, 'activities'),
        bareActivities,
        dexHistory.activities / bareHistory.activities,
      ),
      bareActivities,
    ]
  } finally {
    calls.stop()
    await Promise.all([dex.stop(), bare.stop()])
  }
}

type Round = (side: Side, count: number) => Promise<{ perSecond: number }>

/** One process of each role is what all other figures are of. On few processors more of them gain nothing; they must not cost much. */
async function withMoreWorkers(
  dex: DexSide,
  round: Round,
  size: number,
  progress: (line: string) => void,
): Promise<ReturnType<typeof figure>[]> {
  const rows = []
  for (const workers of moreWorkers) {
    progress(`${workers} workers of each role`)
    await dex.scaleTo(workers)
    await round(dex, Math.min(size, scaledWarmUpMax))
    const perSecond = []
    for (let number = 0; number < 3; number += 1) perSecond.push((await round(dex, size)).perSecond)
    rows.push(figure(`requests, dex, ${workers} workers of each role`, median(perSecond), 'requests/s'))
  }
  return rows
}

/** Of every process of a side, Temporal, Postgres and the sandbox among them; none where the system does not tell. */
function processorRows(rounds: readonly { dex: number; bare: number }[]) {
  const [dex, bare] = (['dex', 'bare'] as const).map((side) => median(rounds.map((each) => each[side])))
  if (!dex || !bare) return []
  const ofBare = figure('processor time a request, bare workflow', bare, 'ms')
  const ratio = median(rounds.map((each) => each.dex / each.bare))
  return [compared(figure('processor time a request, dex', dex, 'ms'), ofBare, ratio), ofBare]
}

/** The sandbox's policy with an action layer under which much can be approved for always. */
async function policyFiles() {
  const own = '5-action.yaml'
  const files = (await sandboxFiles()).filter(({ path }) => path !== own)
  return [...files, { path: own, text: await readFile(new URL(own, import.meta.url), 'utf8') }]
}

/** Both sides start from the same company. */
async function forget(world: World): Promise<void> {
  for (const { url } of [world.okta, world.model]) {
    const answer = await fetch(new URL('/_sandbox/reset', url), { method: 'POST' })
    if (!answer.ok) throw new Error(`reset answered ${answer.status}`)
  }
}

async function fileTickets(world: World, count: number): Promise<Ticket[]> {
  const people = employees(world)
  const tickets: Ticket[] = []
  for (let index = 0; index < count; index += 1) {
    const requesterEmail = people[index % people.length] ?? ''
    const { title, text } = endSessions
    const answer = await fetch(new URL('/api/tickets', world.desk.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${deskToken}` },
      body: JSON.stringify({ title, text, requesterEmail }),
    })
    const { externalId, id } = (await answer.json()) as { externalId?: string; id?: string }
    tickets.push({ externalId: externalId ?? id ?? '', requesterEmail, title, text })
  }
  return tickets
}

const placeholders = async (count: number): Promise<Ticket[]> =>
  Array.from({ length: count }, () => ({ externalId: '', requesterEmail: '', title: '', text: '' }))

/** Means over these requests, as the service counts them. */
async function historyOf(handles: readonly WorkflowHandle[]): Promise<{ bytes: number; activities: number }> {
  let bytes = 0
  let activities = 0
  for (const handle of handles) {
    bytes += Number((await handle.describe()).historySize ?? 0)
    const { events } = await handle.fetchHistory()
    activities += (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes).length
  }
  return { bytes: bytes / handles.length, activities: activities / handles.length }
}

/** `DEX_BENCH_PROFILE=DIR`: CPU profiles of all four worker processes. */
function profiled(side: string): Record<string, string> {
  const directory = process.env['DEX_BENCH_PROFILE']
  return directory ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${directory}/${side}` } : {}
}
