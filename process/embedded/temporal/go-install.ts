import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../run.ts'
import { temporalModule } from './version.ts'

const timeout = 40 * 60_000

/** Builds the pinned CLI with Go into `scratch`, then moves it to `target` in one step. Go's own caches are the user's. */
export async function goInstall(scratch: string, target: string, env: NodeJS.ProcessEnv): Promise<void> {
  await run('go', ['version'], { env, timeout: 10_000 }).catch((error: unknown) => {
    const missing = error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw missing ? new Error('there is no `go` on PATH') : error
  })
  await run('go', ['install', '-ldflags', '-s -w', temporalModule], {
    // outside any module, and never into the user's own GOBIN
    cwd: scratch,
    env: { ...env, GOBIN: scratch, GOFLAGS: '', GO111MODULE: 'on', GOWORK: 'off' },
    timeout,
  })
  await rename(join(scratch, 'temporal'), target)
}
