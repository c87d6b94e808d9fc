import { run } from '../run.ts'

/**
 * Resolves with what `--version` says when this executable runs and has the options we start it with; rejects with the
 * reason otherwise.
 */
export async function usable(executable: string): Promise<string> {
  const version = (await run(executable, ['--version'], { timeout: 10_000 })).trim()
  const help = await run(executable, ['server', 'start-dev', '--help'], { timeout: 10_000 })
  if (!help.includes('--ui-public-path')) {
    throw new Error(`\`${version}\` is too old: its \`server start-dev\` has no --ui-public-path`)
  }
  return version
}
