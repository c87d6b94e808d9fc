import { withoutLinks } from '#channels/links.ts'
import { visibleLine } from '#model/data.ts'
import type { Loaded } from './context.ts'
import { valuesIn } from './origins.ts'
import { Refusal } from './refusal.ts'

/** A fact that a public reply may carry: its name, and what the platform said. */
export interface ToldFact {
  field: string
  value: string
}

/**
 * The facts that a public reply names, looked up in what reads of the requester's own account told. Throws a refusal for
 * any other: nothing that the model wrote gets in, only what it points at (T2).
 */
export function factsToTell(loaded: Loaded): ToldFact[] {
  const wanted = (loaded.call.params['facts'] ?? []) as { ref: string; field: string }[]
  return wanted.map(({ ref, field }) => {
    const told = loaded.origins.find((each) => each.ref === ref)?.told
    const value = told && Object.hasOwn(told, field) ? told[field] : undefined
    const plain = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined
    if (plain === undefined)
      throw new Refusal(
        'not_disclosable',
        `facts: \`${visibleLine(field, 60)}\` of \`${visibleLine(ref, 20)}\` may not be told`,
      )
    return { field, value: withoutLinks(visibleLine(plain), linksOf(loaded)) }
  })
}

/**
 * The model's own words of a question, cleared for a verified requester: one visible line without links. Throws a refusal where
 * they repeat something that was read and that this person may not be told.
 */
export function wordsToAsk(loaded: Loaded): string | null {
  const text = loaded.call.params['text']
  if (typeof text !== 'string') return null
  const words = visibleLine(text, 500)
  const said = words.toLowerCase()
  const own = `${loaded.ask.title}\n${loaded.ask.text}\n${loaded.ask.requesterEmail ?? ''}`.toLowerCase()
  for (const { values, told } of loaded.origins) {
    const allowed = new Set(valuesIn(told))
    if (values.some((value) => said.includes(value) && !allowed.has(value) && !own.includes(value)))
      throw new Refusal('not_disclosable', 'text: it repeats something that this requester may not be told')
  }
  return withoutLinks(words, linksOf(loaded))
}

const linksOf = (loaded: Loaded): readonly string[] => loaded.settings.links ?? []
