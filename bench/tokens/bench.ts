import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { offeredActions } from '#activities/think/offered.ts'
import { catalog } from '#catalog/index.ts'
import type { ActionDefinition } from '#contract/action.ts'
import { systemPrompt } from '#model/prompt.ts'
import { resultForModel } from '#model/results.ts'
import { toolsFor } from '#model/tools.ts'
import { loadBundle } from '#policy/load.ts'
import { type Bench, compared, figure } from '../result.ts'
import { type Investigation, investigate } from './investigate.ts'
import { type Turn, turnsOf } from './turns.ts'

/** Half of what an agent sends that lists every tool and keeps whole results. */
const goal = 2
/** What providers charge for a token that is read from their cache, and for one that is written to it, beside a plain one. */
const cacheRead = 0.1
const cacheWrite = 1.25

/**
 * The tokens that one typical request sends over all its turns: somebody cannot sign in, and their account, factors, groups and the
 * log of a week are looked at before the password is reset. The reads are real, at the emulated Okta: as its API answers them
 * for the agent beside which Dex stands, as Dex's connectors and summaries tell them for Dex. Four characters count as a token.
 */
export const tokens: Bench = async () => {
  const found = await investigate()
  const bundle = loadBundle({ operator: await sandboxFiles() }, catalog)
  const situation = { tenant: 'acme', channel: 'ticket', platforms: new Set(['okta']) }
  const offered = offeredActions(catalog.values(), bundle.rules, situation)
  const everything = [...catalog.values()]
  const always = bundle.runbooks.filter((runbook) => runbook.always)
  const of = (definitions: readonly ActionDefinition[], result: (each: Investigation) => unknown) => {
    const fixed = { system: systemPrompt({ definitions, always }), tools: toolsFor(definitions) }
    return turnsOf(fixed, found, result)
  }
  const dexTurns = of(offered, ({ told }) => resultForModel(told))
  const plainTurns = of(everything, ({ raw }) => raw)
  const plain = figure('tokens a request, every tool and whole results', sent(plainTurns), 'tokens')
  const against = (label: string, value: number, wanted: number | null = null) =>
    compared(figure(label, value, 'tokens'), plain, plain.value / value, wanted)
  return [
    plain,
    against('tokens a request, dex', sent(dexTurns), goal),
    against('tokens a request, tools by policy alone', sent(of(offered, ({ raw }) => raw))),
    against(
      'tokens a request, fields and summaries alone',
      sent(of(everything, ({ told }) => resultForModel(told))),
    ),
    against('tokens a request as charged, every tool and whole results, with a cache', charged(plainTurns)),
    against('tokens a request as charged, dex, with a cache', charged(dexTurns)),
    figure('tools, every one', everything.length, 'tools'),
    figure('tools, offered', offered.length, 'tools'),
    figure('turns', dexTurns.length, 'turns'),
  ]
}

const sent = (turns: readonly Turn[]): number => turns.reduce((sum, { tokens: all }) => sum + all, 0)

/** What stood at the same place of the turn before is read from the cache, the rest is written to it. */
const charged = (turns: readonly Turn[]): number =>
  turns.reduce((sum, { tokens: all }, at) => {
    const before = turns[at - 1]?.tokens ?? 0
    return sum + before * cacheRead + (all - before) * cacheWrite
  }, 0)

async function sandboxFiles() {
  const directory = fileURLToPath(new URL('../../policy/sandbox/', import.meta.url))
  const names = await readdir(directory)
  return Promise.all(
    names.map(async (path) => ({ path, text: await readFile(`${directory}${path}`, 'utf8') })),
  )
}
