import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Io } from './io.ts'
import { linesIn } from './lines.ts'

/** The terminal, or the pipes, of this process. */
export const processIo = (): Io => ({
  env: process.env,
  cwd: process.cwd(),
  lines: () => linesIn(process.stdin),
  stdout: (text) => write(1, text),
  stderr: (text) => write(2, text),
  interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
  ask: (question) =>
    new Promise((resolve) => {
      const terminal = createInterface({ input: process.stdin, output: process.stderr })
      terminal.once('close', () => resolve(null))
      terminal.question(question, (answer) => {
        resolve(answer)
        terminal.close()
      })
    }),
  onStop(handler) {
    process.on('SIGINT', handler)
    process.on('SIGTERM', handler)
    return () => {
      process.off('SIGINT', handler)
      process.off('SIGTERM', handler)
    }
  },
})

/** Whole or not at all, also into a pipe that is read slowly: `process.exit` drops what a stream still holds. */
function write(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'utf8')
  let done = 0
  while (done < bytes.length) {
    try {
      done += writeSync(descriptor, bytes, done)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
      // nobody reads on, such as `| head`
      else if (code === 'EPIPE') return
      else throw error
    }
  }
}
