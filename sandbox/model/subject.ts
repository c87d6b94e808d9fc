import type { Dialogue } from './dialogue.ts'
import { type Intent, intentOf } from './intents/index.ts'

const emailPattern = /[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+/g

export const emailsIn = (text: string): string[] => text.match(emailPattern) ?? []

/** How text tries to give orders to a model that reads it. */
const orders =
  /\b(ignore|disregard|forget|override|bypass)\b[^\n]{0,80}\b(instructions?|rules?|polic(?:y|ies)|above|previous|prior|everything|guidelines)\b|^\s*(system|assistant|admin override)\s*:|\byou are now\b|\bnew instructions?\s*:/im

export interface Subject {
  intent: Intent | null
  /** The address to look for. */
  email: string | null
  /** What names of groups, applications and devices are read from. */
  words: string
}

/**
 * What is asked and for whom. Gullible on purpose: an order hidden in the ticket is obeyed, with the account that it
 * names. The limits of Dex must not rest on the model, so the model that comes with it does not help them.
 */
export function subjectOf({ ticket: written, requester, said }: Dialogue): Subject {
  const ticket = [written, ...said].join('\n')
  const order = orders.exec(ticket)
  const ordered = order ? ticket.slice(order.index) : ''
  const [orderedEmail] = emailsIn(ordered)
  if (orderedEmail !== undefined) {
    const intent = intentOf(ordered) ?? intentOf(ticket)
    return { intent, email: orderedEmail, words: ordered }
  }
  const intent = intentOf(ticket)
  // Who was asked which account it is says so.
  const [answered] = said.toReversed().flatMap(emailsIn)
  if (answered !== undefined) return { intent, email: answered, words: ticket }
  const own = requester === null ? [] : [requester]
  const named = [...new Set(emailsIn(ticket))].filter(
    (email) => email.toLowerCase() !== requester?.toLowerCase(),
  )
  const firstPerson = /\b(I|I['’]m|I['’]ve|my|me|mine)\b/i.test(ticket)
  const forSelf = /\b(me|myself|my (own )?account)\b/i.test(ticket)
  // Where it is about somebody else, the requester is never taken in their place: without an address, a person is asked.
  const othersFirst = [...named, ...(intent?.about !== 'named' || forSelf ? own : [])]
  const [email = null] = intent?.about !== 'named' && firstPerson ? [...own, ...named] : othersFirst
  return { intent, email, words: ticket }
}

/** The name of a group, an application or a device, as the text gives it: quoted, or before or after the word for it. */
export function namedThing(text: string): string | null {
  const patterns = [
    /["“„`]([^"”“`\n]{2,60})["”“`]/,
    /\b(power ?bi|visio|project plan|google vault|vault|identity premium|(?:business|enterprise) (?:starter|standard|plus))\b/i,
    /\b(?:to|from|into|join|for|of|in|on) (?:the |our |my )?([\w&.-]+(?: [\w&.-]+){0,3}?) (?:group|team|list|distribution list|mailing list|app|application|licen[cs]e)\b/i,
    /\b(?:group|team|list|app|application)\s+(?:called |named )?(?!(?:any|that|which|is|and|for|to|of|please|so|because|we|i)\b)([\w&.-]{2,60})/i,
    /\b(salesforce|jira|confluence|figma|github|gitlab|slack|zoom|miro|notion|hubspot|sap|workday|tableau|adobe|visio|office 365|e[35])\b/i,
  ]
  for (const pattern of patterns) {
    const name = pattern.exec(text)?.[1]?.replace(/[.]+$/, '').trim()
    if (name) return name
  }
  return null
}

/** First and last name after the words for a new colleague: `new hire Nina Berg`. */
export function newName(text: string): readonly [string, string] | null {
  const found =
    /\b(?:hire|starter|joiner|employee|colleague|member|intern|account for)\b[:,]?\s+(\p{Lu}[\p{L}'-]+)\s+(\p{Lu}[\p{L}'-]+)/u.exec(
      text,
    )
  return found?.[1] !== undefined && found[2] !== undefined ? [found[1], found[2]] : null
}
