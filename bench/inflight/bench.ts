import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { openRequest } from '#client/api/doors/open-request.ts'
import { isDexError } from '#contract/error.ts'
import { spawnWorker } from '../../test/support/processes.ts'
import { scriptedModel } from '../../test/support/scripted-model.ts'
import { startServices } from '../../test/support/services.ts'
import { createWorldOn, type World } from '../../test/support/world.ts'
import { doorOf } from '../requests/door.ts'
import { type Bench, figure } from '../result.ts'

const sizeByDefault = 1_000
const atOnce = 16
const waitMsMax = 1_500_000

/**
 * Requests in flight at once on one machine: each was opened at the door, thought about once, has asked its requester something
 * through policy and gate, and waits. A thousand, or `--size`; memory is what the two workers hold.
 */
export const inflight: Bench = async ({ size, progress }) => {
  const wanted = size ?? sizeByDefault
  const model = await scriptedModel(() => [
    { name: 'dex_question_ask', input: { template: 'more_detail', purpose: 'to know more' } },
  ])
  const services = await startServices(progress)
  try {
    const world = await createWorldOn(services, { env: { ANTHROPIC_BASE_URL: model.url } })
    try {
      return await measure(world, wanted, progress)
    } finally {
      await world.close()
    }
  } finally {
    await services.stop()
    await model.close()
  }
}

async function measure(world: World, wanted: number, progress: (line: string) => void) {
  const workers = await Promise.all([spawnWorker(world, 'gate'), spawnWorker(world, 'think')])
  try {
    await open(world, atOnce)
    await waiting(world, atOnce)
    const before = await residentBytes(workers)
    const started = performance.now()
    progress(`opens ${wanted} requests`)
    await open(world, wanted)
    await waiting(world, atOnce + wanted)
    const seconds = (performance.now() - started) / 1_000
    const after = await residentBytes(workers)
    const { rows } = await world.admin.query<{ bytes: string }>(
      'select pg_database_size(current_database()) as bytes',
    )
    return [
      figure('requests in flight', wanted, 'requests'),
      figure('opened, asked and waiting', wanted / seconds, 'requests/s'),
      figure('memory of both workers, with sixteen', before / 2 ** 20, 'MB'),
      figure('memory of both workers, with all', after / 2 ** 20, 'MB'),
      figure('memory of both workers, for each more', Math.max(0, after - before) / wanted / 2 ** 10, 'KB'),
      // All of it, so at most this: what a process takes by itself is in it.
      figure('memory of both workers, shared among all', after / wanted / 2 ** 10, 'KB'),
      figure('database, for each request', Number(rows[0]?.bytes ?? 0) / wanted / 2 ** 10, 'KB'),
    ]
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()))
  }
}

/** At the door, sixteen at a time. */
async function open(world: World, count: number): Promise<void> {
  const deps = doorOf(world)
  const numbers = Array.from({ length: count }, (_, at) => at).values()
  const lane = async (): Promise<void> => {
    for (const number of numbers) {
      const opening = {
        tenant: world.tenant,
        source: 'desk',
        doorKey: randomUUID(),
        channel: 'ticket',
        assurance: 'asserted',
        requester: { person: null, lookup: null },
        ask: {
          ...{ title: `Request ${number}`, text: 'Something does not work.', requesterEmail: null },
          ...{ url: null, externalId: null },
        },
      } as const
      await accepted(() => openRequest(deps, { ...opening, authors: [] }))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
}

/** As a desk does whose webhook is not answered: it is sent again, and is the same request. */
async function accepted(deliver: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await deliver()
      return
    } catch (error) {
      const busy = isDexError(error, 'temporal_unavailable') || isDexError(error, 'database_unavailable')
      if (!busy) throw error
      await setTimeout(1_000)
    }
  }
}

/** Until that many wait for their requester. */
async function waiting(world: World, count: number): Promise<void> {
  const until = performance.now() + waitMsMax
  while (performance.now() < until) {
    const { rows } = await world.admin.query<{ count: string }>(
      `select count(*) from requests where status = 'waiting_requester'`,
    )
    if (Number(rows[0]?.count ?? 0) >= count) return
    await setTimeout(250)
  }
  throw new Error(`${count} requests did not come to wait in time`)
}

async function residentBytes(workers: readonly { pid: number }[]): Promise<number> {
  const each = await Promise.all(
    workers.map(async ({ pid }) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8')
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1_024
    }),
  )
  return each.reduce((sum, bytes) => sum + bytes, 0)
}
