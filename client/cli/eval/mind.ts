import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { startChild } from '../up/child.ts'
import { hasOwnModel, standInOnly } from '../up/own-model.ts'
import { environmentOf } from '../up/environment.ts'
import { forgetData } from '../up/forget-data.ts'
import { placesOf, programs } from '../up/places.ts'

type Env = Readonly<Record<string, string | undefined>>

/** Who thinks during a run. */
export interface Mind {
  standIn: boolean
  /** Its name, for the report. */
  model: string
  describe: string
  /** The seed that a recording was made with; null where any will do. */
  seed: number | null
  /** What the parts of the sandbox are started with. */
  env: Record<string, string | undefined>
  /** Notes beside a recording what it takes to replay it. */
  used(seed: number): Promise<void>
  close(): Promise<void>
}

export interface MindWishes {
  model: string | null
  /** Directories of cassettes. */
  record: string | null
  replay: string | null
}

/** What stands beside the cassettes of a run. */
const Recording = z.strictObject({ model: z.string(), seed: z.int() })
const noteOf = (directory: string): string => join(directory, 'recording.json')

const usualModel = 'claude-sonnet-5-5'
const upstream = 'https://api.anthropic.com'
/** The sandbox's company answers to this domain. */
const domain = 'acme.example'

const plain = { seed: null, used: async () => {}, close: async () => {} }

/**
 * A key or an endpoint in the environment means a real model; without one, or asked for `stand-in`, the rules answer; `replay` needs no key.
 * Throws `usage`, and `input_invalid` where a directory holds no recording.
 */
export async function mindOf(env: Env, { model, record, replay }: MindWishes): Promise<Mind> {
  if (record !== null && replay !== null) throw new DexError('usage', 'either --record or --replay')
  if (replay !== null) return replayed(env, resolve(replay))
  const own = hasOwnModel(env)
  if (model === 'stand-in' || (model === null && !own && record === null)) {
    if (record !== null) throw new DexError('usage', 'a stand-in is not worth recording')
    return {
      ...plain,
      ...{ standIn: true, model: 'dex-stand-in', describe: 'the stand-in answers, which is no model' },
      env: standInOnly,
    }
  }
  if (!own)
    throw new DexError('usage', `${model === null ? 'recording' : `\`${model}\``} needs a key`, {
      mend: 'set ANTHROPIC_API_KEY, or DEX_MODEL_PROVIDER=openai with its OPENAI_BASE_URL; or leave out --model for the stand-in',
    })
  if (record !== null && env.DEX_MODEL_PROVIDER === 'openai')
    throw new DexError('usage', 'only turns over the Messages API are recorded', {
      mend: 'leave out --record, or DEX_MODEL_PROVIDER',
    })
  const name = model ?? env.DEX_MODEL ?? usualModel
  const real = { standIn: false, model: name, describe: `model ${name}`, env: { DEX_MODEL: name } }
  if (record === null) return { ...plain, ...real }
  const directory = resolve(record)
  const recorder = await startRecorder(env, 'record', directory)
  return {
    ...real,
    seed: null,
    env: { ...real.env, ANTHROPIC_BASE_URL: recorder.url },
    used: (seed) => writeJsonFile(noteOf(directory), { model: name, seed }),
    close: recorder.close,
  }
}

async function replayed(env: Env, directory: string): Promise<Mind> {
  const note = await readJsonFile(noteOf(directory), Recording)
  if (note === null)
    throw new DexError('input_invalid', `\`${directory}\` holds no recording`, {
      mend: 'name a directory that --record has written',
    })
  const recorder = await startRecorder(env, 'replay', directory)
  return {
    ...{ standIn: false, model: note.model, describe: `model ${note.model}, replayed`, seed: note.seed },
    env: {
      ...standInOnly,
      ...{ DEX_MODEL: note.model, ANTHROPIC_API_KEY: 'replayed', ANTHROPIC_BASE_URL: recorder.url },
    },
    used: async () => {},
    close: recorder.close,
  }
}

async function startRecorder(env: Env, mode: 'record' | 'replay', directory: string) {
  const data = await mkdtemp(join(tmpdir(), 'dex-recorder-'))
  const { logs, processes } = placesOf(data)
  const child = await startChild({
    ...{ name: 'recorder', program: programs.recorder, data, logs, processes, graceMs: 2_000 },
    args: [
      ...['--mode', mode, '--directory', directory, '--domain', domain],
      ...['--upstream', env.ANTHROPIC_BASE_URL ?? upstream],
    ],
    env: environmentOf('sandbox', env, {}),
  })
  return {
    url: z.string().parse(child.ready['url']),
    async close() {
      await child.stop()
      await forgetData(data)
    },
  }
}
