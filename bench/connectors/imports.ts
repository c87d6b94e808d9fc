import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median } from '../result.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

/** Everything that a worker loads to speak to a platform, and the three SDKs by themselves. */
const sdks = ['@okta/okta-sdk-nodejs', '@microsoft/microsoft-graph-client', '@googleapis/admin']
const ours = ['#connectors/index.ts']

async function importMs(modules: readonly string[], compiled: string): Promise<number> {
  const program = [
    'const started = process.cpuUsage()',
    ...modules.map((name) => `await import(${JSON.stringify(name)})`),
    'const { user, system } = process.cpuUsage(started)',
    'process.stdout.write(String((user + system) / 1_000))',
  ].join('\n')
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: root,
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  })
  return Number(stdout)
}

/**
 * Milliseconds of processor time in a fresh process, one beside the other: on a busy machine the clock says little. Both find
 * what an earlier process compiled, as the worker of `dex up` does.
 */
export async function importTimes(rounds: number): Promise<{ ours: number; sdks: number; ratio: number }> {
  const compiled = await mkdtemp(join(tmpdir(), 'dex-bench-compiled-'))
  const times: { ours: number; sdks: number }[] = []
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const time = { sdks: await importMs(sdks, compiled), ours: await importMs(ours, compiled) }
      if (round > 0) times.push(time)
    }
  } finally {
    await rm(compiled, { recursive: true, force: true })
  }
  return {
    ours: median(times.map((time) => time.ours)),
    sdks: median(times.map((time) => time.sdks)),
    ratio: median(times.map((time) => time.sdks / time.ours)),
  }
}
