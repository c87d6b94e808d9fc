import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { onStopTwice } from '../stop-twice.ts'
import { forgetData } from '../up/forget-data.ts'
import { standInOnly } from '../up/own-model.ts'
import { partNames } from '../up/parts.ts'
import { type RunningUp, startUp } from '../up/start.ts'
import { forgedWebhook } from './scenes/forged-webhook.ts'
import { googleAccount } from './scenes/google-account.ts'
import { injection } from './scenes/injection.ts'
import { lostPhone } from './scenes/lost-phone.ts'
import { microsoftLicence } from './scenes/microsoft-licence.ts'
import { record } from './scenes/record.ts'
import { rejected } from './scenes/rejected.ts'
import { unanswered } from './scenes/unanswered.ts'
import { createStage, type Stage } from './stage.ts'
import { createTeller, type Teller } from './teller.ts'

const scenes = [
  lostPhone,
  rejected,
  unanswered,
  injection,
  forgedWebhook,
  microsoftLicence,
  googleAccount,
  record,
]
/** Short times, so that a day fits into a minute. */
const timing = { DEX_APPROVAL_REMIND_AFTER: '2s' }

/** The tour. Exit 1 when one of its facts is not so; everything is ended and, without `data`, removed afterwards. */
export async function demo({ io, out }: Run, data: string | null): Promise<ExitCode> {
  const directory = data === null ? await mkdtemp(join(tmpdir(), 'dex-demo-')) : resolve(data)
  const asked = new AbortController()
  let running: RunningUp | null = null
  const off = onStopTwice(
    io,
    () => asked.abort(new Error('interrupted')),
    () => {
      running?.kill()
      process.exit(130)
    },
  )
  const tell = createTeller(out)
  try {
    out.say(
      'Dex, a day in a sandbox company. It runs on this machine, and every fact is checked at the platforms.',
    )
    running = await startUp({
      data: directory,
      env: { ...timing, ...scripted(io.env) },
      only: new Set(partNames),
      workers: 1,
      bundle: null,
      company: null,
      say: (text) => tell.say(text),
      signal: asked.signal,
    })
    tell.say(`Temporal, Postgres, the sandbox and the three roles answer: ${running.ready.urls.api ?? ''}`)
    await play(createStage({ data: directory, ready: running.ready, tell }), asked.signal)
  } catch (error) {
    if (!asked.signal.aborted) throw error
  } finally {
    await running?.stop()
    if (data === null) await forgetData(directory)
    off()
  }
  return asked.signal.aborted ? exitCodes.no : verdict(out, tell)
}

async function play(stage: Stage, signal: AbortSignal): Promise<void> {
  const stopped = Promise.withResolvers<'stopped'>()
  signal.addEventListener('abort', () => stopped.resolve('stopped'), { once: true })
  for (const scene of scenes) {
    // a scene that cannot go on is a fact that is not so; the others are still told
    const played = scene(stage).catch((error: unknown) => {
      stage.tell.fact(error instanceof Error ? error.message : String(error), false)
    })
    if ((await Promise.race([played, stopped.promise])) === 'stopped') return
  }
}

function verdict(out: Run['out'], tell: Teller): ExitCode {
  const wrong = tell.facts.filter((fact) => !fact.ok)
  out.result({ ok: wrong.length === 0, facts: tell.facts }, () => {
    if (wrong.length === 0) {
      return `\n${tell.facts.length} facts, all of them so. Next: npm start, open the desk and file a ticket of your own.`
    }
    const list = wrong.map((each) => `  ${each.scene}: ${each.fact}`)
    return `\n${wrong.length} of ${tell.facts.length} facts are not so:\n${list.join('\n')}`
  })
  return wrong.length === 0 ? exitCodes.done : exitCodes.no
}

/** The tour is scripted: it needs the stand-in model, which does the same every time. */
const scripted = (env: Run['io']['env']): Run['io']['env'] => ({ ...env, ...standInOnly })
