/** Mail programs' own line above the mail that is answered; everything below is that mail. */
const original =
  /^[-_]{2,}\s*(?:original message|ursprüngliche nachricht|message d['’]origine|mensaje original|messaggio originale|oorspronkelijk bericht|oprindelig besked)\s*[-_]{2,}$/i
const from = /^\**(?:from|von|de|da|van|fra|från)\s*:\**\s*\S/i
const sent = /^\**(?:sent|date|gesendet|datum|envoyé|enviado|inviato|verzonden|sendt|skickat)\s*:\**\s*\S/i
/** How many lines below `From:` its `Sent:` may stand. */
const headerMax = 3
const lineMax = 300

export interface CutMail {
  text: string
  /** Earlier mails that stand in it; null where there are none. */
  quoted: string | null
}

/**
 * What somebody wrote, apart from the mails that they answer: lines that begin with `>` and the line that announces them, and
 * what stands below a mail program's own header. Where nothing else is left, the mail is what was said.
 * Linear in the length of the text, whatever is in it.
 */
export function cutQuotes(text: string): CutMail {
  const lines = text.split('\n')
  const end = lines.findIndex((_line, at) => beginsEarlierMail(lines, at))
  const own: string[] = []
  const quoted: string[] = []
  for (const [at, line] of lines.entries()) {
    const isQuoted = (end >= 0 && at >= end) || line.startsWith('>') || announces(lines, at)
    ;(isQuoted ? quoted : own).push(line)
  }
  const said = own.join('\n').trim()
  return said === '' || quoted.length === 0
    ? { text: text.trim(), quoted: null }
    : { text: said, quoted: quoted.join('\n').trim() }
}

const shortOf = (line: string | undefined): string => (line ?? '').slice(0, lineMax).trim()

function beginsEarlierMail(lines: readonly string[], at: number): boolean {
  const line = shortOf(lines[at])
  if (original.test(line)) return true
  return from.test(line) && lines.slice(at + 1, at + 1 + headerMax).some((next) => sent.test(shortOf(next)))
}

/** `On Monday Anna wrote:` above a quote. */
function announces(lines: readonly string[], at: number): boolean {
  const line = shortOf(lines[at])
  if (!line.endsWith(':')) return false
  return (
    lines[at + 1]?.startsWith('>') === true ||
    (lines[at + 1]?.trim() === '' && lines[at + 2]?.startsWith('>') === true)
  )
}
