import { compile } from 'html-to-text'

/** Tags that a mail program writes; a lone `<` or an address in angle brackets is none. */
const written = /<\/?(?:html|head|body|div|p|br|table|blockquote|span|style)\b[^<>]{0,2000}>/i

/** More of a mail is not converted: what a program writes around a few words is far less. */
const htmlMax = 60_000

/** How a sender hides text from the people who read the mail. */
const hidden = [
  '[hidden]',
  '[style*="display:none" i]',
  '[style*="display: none" i]',
  '[style*="visibility:hidden" i]',
  '[style*="visibility: hidden" i]',
  '[style*="font-size:0" i]',
  '[style*="font-size: 0" i]',
  '[style*="opacity:0" i]',
  '[style*="mso-hide" i]',
]

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: 60, maxChildNodes: 2_000, ellipsis: '…' },
  selectors: [
    ...hidden.map((selector) => ({ selector, format: 'skip' })),
    // Images are not fetched, and their texts are the sender's.
    { selector: 'img', format: 'skip' },
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true, baseUrl: '' } },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
    { selector: 'table', format: 'block' },
  ],
})

/** The words of an HTML mail as a person reads them, quoted mails with `> ` before each line; other text as it is. */
export function htmlToPlain(text: string): string {
  if (!written.test(text)) return text
  const cut = text.length > htmlMax
  const plain = convert(text.slice(0, htmlMax))
  return cut
    ? `${plain}\n[the rest of this mail, ${text.length - htmlMax} characters of HTML, is not shown]`
    : plain
}
