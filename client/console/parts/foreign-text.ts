export type Piece = string | { code: number }

/** First and last code points of what draws nothing, changes what is drawn after it, or looks like a space that it is not. */
const ranges: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x2800, 0x2800],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
]

const isUnseen = (code: number): boolean => ranges.some(([first, last]) => code >= first && code <= last)

/** A joiner or a presentation mark behind a picture belongs to the picture. */
const picture = /\p{Extended_Pictographic}|\p{Emoji_Modifier}/u
const belongs = new Set(['\u200d', '\ufe0f'])

/** Text of somebody else in pieces: what is drawn, and the code points of what would not be. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  let plain = ''
  let before = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    if (isUnseen(code) && !(belongs.has(character) && picture.test(before))) {
      if (plain !== '') pieces.push(plain)
      plain = ''
      pieces.push({ code })
    } else {
      plain += character
    }
    if (!belongs.has(character)) before = character
  }
  if (plain !== '') pieces.push(plain)
  return pieces
}

export const codeName = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
