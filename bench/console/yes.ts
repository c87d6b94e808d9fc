import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Client, Connection } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { publicUrl, pathOf, type Session, type TestApi, ticket } from '../../test/api/support/test-api.ts'
import { employees, startWorkers } from '../../test/support/cast.ts'
import { walk } from '../../test/sandbox/browser.ts'
import { compared, figure, type Row } from '../result.ts'

const pauseMs = 150

interface Waiting {
  id: string
  request: string
  hash: string
  version: number
}

/**
 * From a person's yes at the api to its answer, which comes when the gate has checked the statement and the workflow goes on;
 * beside an Update of a workflow that does nothing else. One at a time, in turn.
 */
export async function yes(
  api: TestApi,
  temporalAddress: string,
  rounds: number,
  progress: (line: string) => void,
): Promise<Row[]> {
  const { world } = api
  const owner = world.company.accounts.find((each) => each.oktaRoles.includes('SUPER_ADMIN'))?.login ?? ''
  await world.addPerson(owner, ['admin'], ['admin', 'investigate'])
  const workers = await startWorkers(world)
  const bare = await startBare(temporalAddress)
  try {
    const session = await connected(api)
    progress(`${rounds} are asked for`)
    const waiting = await asked(api, session, rounds)
    const taken = { ours: [] as number[], bare: [] as number[] }
    for (const one of waiting) {
      const started = performance.now()
      const answer = await api.call({
        method: 'POST',
        url: `/api/approvals/${one.id}/approve`,
        headers: session.headers,
        payload: { hash: one.hash, version: one.version, proof: 'callback' },
      })
      taken.ours.push(performance.now() - started)
      if (answer.json<{ code?: string }>().code !== 'ok') throw new Error(answer.body)
      await setTimeout(pauseMs)
      taken.bare.push(await bare.update())
    }
    return ['p50', 'p99'].flatMap((name, at): Row[] => {
      const [ours, plain] = [taken.ours, taken.bare].map((all) => percentile(all, [0.5, 0.99][at] ?? 0.5))
      const against = figure(`a bare Update, ${name}`, plain ?? 0, 'ms')
      const row = figure(`from a yes to the workflow that goes on, ${name}`, ours ?? 0, 'ms')
      return [compared(row, against, (ours ?? 0) / (plain ?? 1)), against]
    })
  } finally {
    await bare.stop()
    await workers.stop()
  }
}

function percentile(values: readonly number[], of: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * of))] ?? Number.NaN
}

async function connected(api: TestApi): Promise<Session> {
  const session = await api.browserSession(api.person('Identity Lead'))
  const query = new URLSearchParams({
    kind: 'admin',
    login_hint: api.person('Identity Lead'),
    acr_values: 'urn:sandbox:unattended',
  })
  const started = await api.call({ url: `/connect/okta?${query}`, headers: session.headers })
  const end = await walk(String(started.headers.location), `${publicUrl}/connect/okta/callback`)
  await api.call({ url: pathOf(end.url), headers: session.headers })
  return session
}

async function asked(api: TestApi, session: Session, count: number): Promise<Waiting[]> {
  const people = employees(api.world)
  for (let number = 0; number < count; number += 1)
    await api.hook(ticket({ requester: { email: people[number % people.length] } }))
  for (;;) {
    const answer = await api.call({ url: '/api/approvals?limit=100', headers: session.headers })
    const { items } = answer.json<{ items: Waiting[] }>()
    if (items.length >= count) return items
    await setTimeout(250)
  }
}

async function startBare(address: string) {
  const native = await NativeConnection.connect({ address })
  const taskQueue = 'bare.update'
  const worker = await Worker.create({
    connection: native,
    namespace: 'dex',
    taskQueue,
    workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
    shutdownGraceTime: '1s',
  })
  const running = worker.run()
  const connection = await Connection.connect({ address })
  const client = new Client({ connection, namespace: 'dex' })
  return {
    async update(): Promise<number> {
      const handle = await client.workflow.start('waitsForYes', {
        taskQueue,
        workflowId: `bare/${randomUUID()}`,
      })
      await setTimeout(pauseMs)
      const started = performance.now()
      await handle.executeUpdate('yes')
      const taken = performance.now() - started
      await handle.result()
      return taken
    },
    async stop() {
      worker.shutdown()
      await running
      await connection.close()
      await native.close()
    },
  }
}
