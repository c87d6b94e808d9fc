import { useState } from 'react'
import { codeName, piecesOf } from './foreign-text.ts'

const shownMax = 4_000
const lineMax = 300
const linesMax = 12

/** Somebody else's words on one line. INVARIANT: text stays text; what would hide or turn it is shown by its name. */
export function Foreign({ text }: { text: string }) {
  const cut = text.length > lineMax
  return (
    <bdi className="foreign" dir="auto">
      {piecesOf(cut ? text.slice(0, lineMax) : text).map((piece, index) =>
        typeof piece === 'string' ? piece : <Unseen key={index} code={piece.code} />,
      )}
      {cut && '…'}
    </bdi>
  )
}

/** The same as a block, line breaks kept, long ones folded. */
export function ForeignBlock({ text, from }: { text: string; from: string }) {
  const [whole, setWhole] = useState(false)
  const lines = text.split('\n')
  const long = text.length > shownMax || lines.length > linesMax + 2
  const shown = long && !whole ? lines.slice(0, linesMax).join('\n').slice(0, shownMax) : text
  return (
    <figure className="foreign-block">
      <figcaption>{from}</figcaption>
      <blockquote dir="auto" tabIndex={scrolls(shown) ? 0 : undefined}>
        {piecesOf(shown).map((piece, index) =>
          typeof piece === 'string' ? piece : <Unseen key={index} code={piece.code} />,
        )}
        {long && !whole && '…'}
      </blockquote>
      {long && (
        <button type="button" className="plain" onClick={() => setWhole(!whole)}>
          {whole ? 'Show less' : `Show all ${sizeOf(text, lines.length)}`}
        </button>
      )}
    </figure>
  )
}

const sizeOf = (text: string, lines: number): string =>
  text.length > shownMax ? `${Math.round(text.length / 1_000)} thousand characters` : `${lines} lines`

/** What may not fit into its box can be reached from the keyboard. */
const scrolls = (text: string): boolean => text.length > 600 || text.split('\n').length > 8

function Unseen({ code }: { code: number }) {
  return (
    <span className="unseen" title="A character that is not drawn, or that changes how text is drawn">
      {codeName(code)}
    </span>
  )
}
