import { type Command, InvalidArgumentError } from 'commander'
import { DexError } from '#contract/error.ts'
import { type Cli, createCommand, withWork } from '../command.ts'

interface Options {
  category?: string
  case?: string[]
  short: boolean
  model?: string
  record?: string
  replay?: string
  repeat: number
  seed?: number
  html?: string
  price?: number
  atLeast?: number
  width: number
}

const whole =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`a whole number from ${least} to ${most} is expected`)
  }

const positive =
  (most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (Number.isFinite(value) && value > 0 && value <= most) return value
    throw new InvalidArgumentError(`a number above 0, at most ${most}, is expected`)
  }

const several = (id: string, before: string[] = []): string[] => [...before, id]

export const evalCommand = (cli: Cli): Command =>
  withWork<Options>(
    cli,
    createCommand('eval', 'cases in a sandbox of their own, judged at the platforms, against a model')
      .option('--category <name>', 'only this one')
      .option('--case <id>', 'only this one; can be given again', several)
      .option('--short', 'only the short selection of every test run', false)
      .option('--model <name>', 'a model id, or stand-in (default: DEX_MODEL where there is a key)')
      .option('--record <dir>', "keeps the model's turns there")
      .option('--replay <dir>', 'answers from what was kept, without a key')
      .option('--repeat <n>', 'how often', whole(1, 50), 1)
      .option('--seed <n>', 'names, ids and wordings of an earlier run', whole(1, 2 ** 31 - 1))
      .option('--html <file>', 'writes the report as a page')
      .option('--price <dollars>', 'for a million tokens, to tell the cost', positive(1_000))
      .option('--at-least <percent>', 'exit 1 where fewer are right', positive(100))
      .option('--width <n>', 'how many cases at once', whole(1, 32), 4)
      .addHelpText(
        'after',
        '\nWithout ANTHROPIC_API_KEY or DEX_MODEL_PROVIDER=openai a stand-in answers: the run then shows that the machinery works.',
      ),
    async (run, options) => {
      if (run.io.env.DEX_PROFILE === 'production')
        throw new DexError('usage', 'production has no sandbox', { mend: 'unset DEX_PROFILE' })
      const { evaluate } = await import('./eval.ts')
      const { mindOf } = await import('./mind.ts')
      return evaluate(run, {
        category: options.category ?? null,
        ids: options.case ?? [],
        short: options.short,
        repeat: options.repeat,
        seed: options.seed ?? null,
        html: options.html ?? null,
        price: options.price ?? null,
        atLeast: options.atLeast === undefined ? null : options.atLeast / 100,
        width: options.width,
        mind: await mindOf(run.io.env, {
          model: options.model ?? null,
          record: options.record ?? null,
          replay: options.replay ?? null,
        }),
      })
    },
  )
