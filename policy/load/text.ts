/**
 * Text that a reviewer cannot see, or would read as something else, never gets into a bundle
 * (Unicode TS 39: mixed-script confusables; TS 36: bidirectional and invisible characters).
 */
const invisible =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0\u2800]|\u034F|[\u180B-\u180F]|[\uFE00-\uFE0F]/u
const oddSpace = /(?! )\p{Zs}/u
const latin = /\p{Script=Latin}/u
const lookAlike = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u

const plain = /^[\x20-\x7e]*$/

/** Says what is wrong, or null. For ids and names of one line. */
export function unsafeText(text: string): string | null {
  if (plain.test(text)) return null
  if (invisible.test(text)) return 'holds an invisible or control character'
  if (oddSpace.test(text)) return 'holds a space that is not the plain one'
  if (!text.isWellFormed()) return 'holds a broken character'
  if (text.normalize('NFC') !== text) return 'holds composed characters in another form than NFC'
  if (text.split(/[^\p{L}\p{M}]+/u).some((word) => latin.test(word) && lookAlike.test(word)))
    return 'mixes letters of scripts that look alike'
  return null
}

/** As `unsafeText`, for text of several lines such as a condition. */
export function unsafeLines(text: string): string | null {
  return unsafeText(text.replaceAll(/[\n\t]/g, ' '))
}
