import { describe, expect, it } from 'vitest'
import { codeName, piecesOf } from '#client/console/parts/foreign-text.ts'

const marked = (text: string): string =>
  piecesOf(text)
    .map((piece) => (typeof piece === 'string' ? piece : `[${codeName(piece.code)}]`))
    .join('')

describe('somebody else’s words', () => {
  it.each([
    ['invoice\u202egnp.exe', 'invoice[U+202E]gnp.exe'],
    ['a\u200bb\u2066c\u2069', 'a[U+200B]b[U+2066]c[U+2069]'],
    ['\ufeffstart\u00ad', '[U+FEFF]start[U+00AD]'],
    ['tag \u{e0041}\u{e007f}', 'tag [U+E0041][U+E007F]'],
    ['bell\u0007 and null\u0000', 'bell[U+0007] and null[U+0000]'],
  ])('name what would hide or turn them: %j', (text, shown) => {
    expect(marked(text)).toBe(shown)
  })

  it.each(['a line\nand\ta tab', 'Grüße, 日本語, שלום, مرحبا', '👩‍💻 ❤️ fine', 'e\u0301'])(
    'stay as they are where nothing hides: %j',
    (text) => {
      expect(marked(text)).toBe(text)
    },
  )

  it('lose nothing, whatever is in them', () => {
    const text = Array.from({ length: 3_000 }, (_, code) => String.fromCodePoint(code)).join('')
    const whole = piecesOf(text)
      .map((piece) => (typeof piece === 'string' ? piece : String.fromCodePoint(piece.code)))
      .join('')
    expect(whole).toBe(text)
  })
})
