import { cutQuotes, type CutMail } from './cut-quotes.ts'
import { htmlToPlain } from './html-to-plain.ts'

const forwarded = /^\s*(?:re\s*:\s*)*(?:fwd?|wg|tr|rv|i|doorst|vs)\s*:/i

/** What a person would read of a ticket that a mail became: no HTML, and apart from what it answers. */
export function readable({ title, text }: { title: string; text: string }): CutMail {
  const plain = htmlToPlain(text)
  // Who forwards a mail means what stands in it.
  return forwarded.test(title) ? { text: plain.trim(), quoted: null } : cutQuotes(plain)
}
