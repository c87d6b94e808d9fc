import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Client, Connection, type WorkflowHandle } from '@temporalio/client'
import { catalog } from '#catalog/index.ts'
import { scopesFor } from '#delegation/index.ts'
import { toToolParams } from '#model/anthropic-tools.ts'
import { askMessage, systemPrompt } from '#model/prompt.ts'
import { toolsFor } from '#model/tools.ts'
import { delegate } from '../../test/sandbox/delegate.ts'
import { deskToken, type Person, type World } from '../../test/support/world.ts'
import type { BareInput } from './bare-workflow.ts'
import type { Side, Ticket } from './side.ts'

const entry = fileURLToPath(new URL('./bare-worker.ts', import.meta.url))

export interface BareSide extends Side {
  /** The workflow that does nothing, on the same worker. */
  noOp: Side
  /** The same work with instructions, tools and transcript in each turn's input. */
  wholeTurns: Side
}

/** A plain Temporal workflow for the same work: plain payloads, transcript in history, no codec. */
export async function startBare(
  world: World,
  people: { owner: Person; admin: Person },
  options: { temporalAddress: string; model: string; env?: Record<string, string> },
): Promise<BareSide> {
  const tokenOf = async (login: string, kind: 'admin' | 'investigate'): Promise<string> => {
    const scopes = scopesFor('okta', kind, [...catalog.values()])
    return (await delegate(world.okta.url, login, scopes.join(' '))).bearer
  }
  const env = {
    TEMPORAL_ADDRESS: options.temporalAddress,
    OKTA_URL: world.okta.url,
    INVESTIGATE_TOKEN: await tokenOf(people.owner.email, 'investigate'),
    ADMIN_TOKEN: await tokenOf(people.admin.email, 'admin'),
    DESK_URL: world.desk.url,
    DESK_TOKEN: deskToken,
    MODEL_URL: world.model.url,
    MODEL: options.model,
    ...options.env,
  }
  const workers = await Promise.all(['gate', 'think'].map((role) => spawnBare(role, env)))
  const connection = await Connection.connect({ address: options.temporalAddress })
  const client = new Client({ connection, namespace: 'dex' })
  const start = (type: string, args: unknown[]): Promise<WorkflowHandle> =>
    client.workflow.start(type, { taskQueue: 'bare.think', workflowId: `bare/${randomUUID()}`, args })
  const nothing = async () => undefined
  const definitions = [...catalog.values()]
  const instructions = { system: systemPrompt({ definitions }), tools: toToolParams(toolsFor(definitions)) }
  const assertDone = (result: unknown): void => {
    const { status } = result as { status: string }
    if (status !== 'resolved') throw new Error(`bare: ${JSON.stringify(result)}`)
  }
  return {
    start: (ticket) => start('bareRequest', [inputOf(ticket)]),
    assertDone,
    wholeTurns: {
      start: (ticket) => start('wholeTurnsRequest', [{ ...inputOf(ticket), ...instructions }]),
      assertDone,
      stop: nothing,
    },
    noOp: { start: () => start('noOp', []), assertDone() {}, stop: nothing },
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()))
      await connection.close()
    },
  }
}

function inputOf(ticket: Ticket): BareInput {
  const opening = askMessage({
    ...ticket,
    assurance: 'asserted',
    channel: 'ticket',
    date: new Date().toISOString(),
  }).content.find((block) => block.type === 'text')
  return {
    opening: opening?.text ?? '',
    externalId: ticket.externalId,
    requesterEmail: ticket.requesterEmail,
  }
}

async function spawnBare(role: string, env: Record<string, string>): Promise<{ stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['--max-semi-space-size=32', entry], {
    env: { PATH: process.env['PATH'] ?? '', ...env, BARE_ROLE: role },
    stdio: ['ignore', 'pipe', process.env['DEX_TEST_LOG'] === undefined ? 'ignore' : 'inherit'],
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('"ready":true')) resolve()
    })
    child.once('exit', (code) => reject(new Error(`bare ${role} ended with ${code} before it was ready`)))
  })
  return {
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    },
  }
}
