import { codeName, piecesOf } from '../console/parts/foreign-text.ts'

/**
 * Text of whoever, as a terminal may be given it: what moves the cursor, colours, writes the clipboard or hides stands there
 * as its code point. Lines and tabs stay.
 */
export const visible = (text: string): string =>
  piecesOf(text.replaceAll('\r\n', '\n'))
    .map((piece) => (typeof piece === 'string' ? piece : `⟨${codeName(piece.code)}⟩`))
    .join('')
    .replaceAll('\r', '⟨U+000D⟩')

/** The same on one line, so that it cannot pass for a line of ours. */
export const onOneLine = (text: string): string => visible(text).replaceAll('\n', ' ⏎ ').replaceAll('\t', ' ')
