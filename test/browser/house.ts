import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Webhook } from 'standardwebhooks'
import { ownPorts } from '../support/own-ports.ts'

export interface House {
  urls: { api: string; temporalWeb: string; desk: string; okta: string; idp: string }
  pids: { api: number }
  sandbox: {
    secret: string
    hookUrl: string
    people: { email: string; name: string; department: string; roles: string[] }[]
  }
  /** Where its data lies; a house that runs already does not say. */
  data: string
  stop(): Promise<void>
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const entry = here('../../dex.ts')
const sandboxPolicy = here('../../policy/sandbox')

/**
 * `dex up --json` in a directory of its own, as a person runs it: every process, every port; its policy is the sandbox's and
 * these documents, by the names of their files. `DEX_HOUSE` names the line
 * that a house which runs already printed; it is used and left running.
 */
export async function startHouse(policies: Readonly<Record<string, string>> = {}): Promise<House> {
  const running = process.env['DEX_HOUSE']
  if (running !== undefined) {
    return { ...(JSON.parse(readFileSync(running, 'utf8')) as House), stop: async () => undefined }
  }
  const directory = await mkdtemp(join(tmpdir(), 'dex-house-'))
  const bundle = join(directory, 'bundle')
  await cp(sandboxPolicy, bundle, { recursive: true })
  await Promise.all(
    Object.entries(policies).map(([name, text]) => writeFile(join(bundle, `${name}.yaml`), text)),
  )
  const data = join(directory, 'data')
  const child = spawn(process.execPath, [entry, 'up', '--json', '--data', data, '--bundle', bundle], {
    env: { ...process.env, DEX_LOG_LEVEL: 'warn', ...(await ownPorts()) },
    stdio: ['ignore', 'pipe', process.env['DEX_TEST_LOG'] === undefined ? 'ignore' : 'inherit'],
  })
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
    await rm(directory, { recursive: true, force: true })
  }
  try {
    const ready = JSON.parse(await firstLine(child)) as Omit<House, 'stop' | 'data'>
    return { ...ready, data, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** At the house's own database, as its owner: for what only time would do. */
export async function atDatabase(house: House, sql: string, values: unknown[] = []): Promise<void> {
  const { port, user, password } = JSON.parse(await readFile(join(house.data, 'postgres.json'), 'utf8')) as {
    port: number
    user: string
    password: string
  }
  const client = new pg.Client({ host: '127.0.0.1', port, user, password, database: 'dex' })
  await client.connect()
  try {
    await client.query(sql, values)
  } finally {
    await client.end()
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output')
  for await (const line of createInterface({ input: child.stdout })) return line
  throw new Error(`dex up ended with ${child.exitCode}`)
}

/** Delivers a ticket as a desk does, signed by the Standard Webhooks scheme; answers the request's id. */
export async function deliverTicket(house: House, ticket: object): Promise<string> {
  const body = JSON.stringify(ticket)
  const id = `msg_${Date.now()}`
  const at = new Date()
  const response = await fetch(house.sandbox.hookUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
      'webhook-signature': new Webhook(house.sandbox.secret).sign(id, at, body),
    },
    body,
  })
  if (response.status !== 202)
    throw new Error(`the door answered ${response.status}: ${await response.text()}`)
  return ((await response.json()) as { id: string }).id
}
