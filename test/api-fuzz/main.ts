import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { createTestApiOn } from '../api/support/test-api.ts'
import { createCast, employees, lostPhone, startWorkers } from '../support/cast.ts'
import { openTicket, waitForApproval } from '../support/door.ts'
import { readSeededRun, say } from '../support/seeded-run.ts'
import { startServices } from '../support/services.ts'
import { createWorldOn } from '../support/world.ts'
import { refuseMissing, tool } from './tool.ts'

/**
 * Schemathesis, every check on, against the api over real parts, as an administrator at a terminal, then as an employee:
 * no server error, and no answer that `/api/openapi.json` does not describe. `--size` is cases an operation; `--paths REGEX` takes those alone.
 */
const { seed, size, values } = readSeededRun(30, { paths: { type: 'string' } })
const paths = typeof values['paths'] === 'string' ? values['paths'] : null
await refuseMissing()
const services = await startServices(say)
const world = await createWorldOn(services)
const unlimited = {
  signInPerMinute: 1_000_000,
  decisionsPerMinute: 1_000_000,
  approvals: { most: 1_000_000, withinMs: 60_000 },
}
const api = await createTestApiOn(world, { limits: unlimited })
await createCast(world)
const workers = await startWorkers(world)
const door = world.database('dex_api')
for (const login of employees(world).slice(0, 3)) {
  const { request } = await openTicket(world, door, lostPhone(login))
  await waitForApproval(world, door, request)
}
const url = await api.app.listen({ host: '127.0.0.1', port: 0 })

/** Whether nothing was found, by the person who signed in with `headers`. */
async function passes(session: string, ...which: string[]): Promise<boolean> {
  const args = [
    ...['--config-file', fileURLToPath(new URL('schemathesis.toml', import.meta.url))],
    ...['run', `${url}/api/openapi.json`, '--checks', 'all', '--seed', String(seed)],
    ...['--max-examples', String(size), '--no-shrink', '--continue-on-failure', ...which],
  ]
  const env = { ...process.env, DEX_FUZZ_SESSION: session }
  const child = spawn(tool, args, { cwd: tmpdir(), env, stdio: ['ignore', 'inherit', 'inherit'] })
  const [code] = (await once(child, 'exit')) as [number | null]
  return code === 0
}

const ending = ['/api/sessions/end-all', '/auth/logout']
let passed = true
for (const title of ['Head of IT', 'Accountant']) {
  say(`as ${title}: seed ${seed}, ${size} cases an operation`)
  const session = (await api.cliSession(api.person(title))).headers['authorization'] ?? ''
  const bearer = session.replace('Bearer ', '')
  // An event stream never ends, which is what it is for; what ends the session comes by itself, at the end.
  const all = ['/api/live', ...ending].flatMap((path) => ['--exclude-path', path])
  const some = paths === null ? [] : ['--include-path-regex', paths]
  passed = (await passes(bearer, ...all, ...some)) && passed
  if (paths === null)
    passed = (await passes(bearer, ...ending.flatMap((path) => ['--include-path', path]))) && passed
}
await workers.stop()
await api.close()
await services.stop()
process.exit(passed ? 0 : 1)
