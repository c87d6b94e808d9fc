import type { Dialogue } from './dialogue.ts'
import type { Kind } from './intents/define.ts'
import type { Move } from './move.ts'

const tool = 'dex_question_ask'

const templates: Partial<Record<Kind, string>> = {
  user: 'which_account',
  app: 'which_application',
  group: 'which_application',
  device: 'which_device',
}

/** One question a request, where the requester can know what is not clear; null: none is left, or it cannot be asked. */
export function question(
  { past, tools }: Pick<Dialogue, 'past' | 'tools'>,
  unclear: Kind | null,
): Move | null {
  const offered = tools.some(({ name }) => name === tool)
  if (!offered || past.some((call) => call.tool === tool)) return null
  const template = (unclear && templates[unclear]) ?? 'more_detail'
  return { tool, input: { template, purpose: 'stand-in model: only the requester can know' }, words: 'ask' }
}
