import { resolve } from 'node:path'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { onStopTwice } from '../stop-twice.ts'
import { type RunningUp, startUp, type StartOptions } from './start.ts'
import { summary } from './summary.ts'

type Wishes = Pick<StartOptions, 'only' | 'workers' | 'bundle'>

/** `dex up`: starts, says so, stays until Ctrl-C or SIGTERM. A second one ends everything the hard way. */
export async function up({ io, out, data }: Run, wishes: Wishes): Promise<ExitCode> {
  const started = performance.now()
  const asked = new AbortController()
  const ended = Promise.withResolvers<void>()
  let running: RunningUp | null = null
  const off = onStopTwice(
    io,
    () => {
      out.say('ending; a second Ctrl-C does it the hard way')
      asked.abort(new Error('interrupted'))
      ended.resolve()
    },
    () => {
      running?.kill()
      process.exit(130)
    },
  )
  try {
    running = await startUp({
      ...wishes,
      company: null,
      data,
      env: io.env,
      say: (text) => out.say(text),
      signal: asked.signal,
    })
    const { ready } = running
    const seconds = (performance.now() - started) / 1_000
    out.result(ready, () => summary(ready, resolve(data), seconds))
    await ended.promise
    await running.stop()
    out.say('ended')
    return exitCodes.done
  } catch (error) {
    if (asked.signal.aborted) return exitCodes.done
    throw error
  } finally {
    off()
  }
}
