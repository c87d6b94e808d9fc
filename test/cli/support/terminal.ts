import type { Io } from '#client/cli/io.ts'
import { runCli } from '#client/cli/run.ts'

export interface Spoken {
  code: number
  stdout: string
  stderr: string
}

/** Runs a command line in this process, with a terminal that nobody sits at. */
export async function dex(
  argv: string[],
  given: { env?: Io['env']; input?: string[] } = {},
): Promise<Spoken> {
  let stdout = ''
  let stderr = ''
  const io: Io = {
    env: given.env ?? { PATH: process.env['PATH'], HOME: process.env['HOME'] },
    cwd: process.cwd(),
    async *lines() {
      yield* given.input ?? []
    },
    stdout: (text) => void (stdout += text),
    stderr: (text) => void (stderr += text),
    interactive: false,
    ask: async () => null,
    onStop: () => () => {},
  }
  const code = await runCli(argv, io)
  return { code, stdout, stderr }
}
