const dashes = 0x2d
const colon = 0x3a

/**
 * Milliseconds since 1970 of a moment with an offset, such as `2026-11-22T10:00:00Z`; null for any other text. Without an
 * offset the host's zone would be read into it.
 */
export function readUtc(text: string): number | null {
  const plain = readPlain(text)
  if (plain !== null) return plain
  const moment = Date.parse(text)
  return Number.isNaN(moment) || !offset.test(text) ? null : moment
}

const offset = /(?:Z|[+-]\d\d:?\d\d)$/

/** The forms that clocks write, `…T10:00:00Z` and `…T10:00:00.000Z`, many times faster; null where it is not sure. */
function readPlain(text: string): number | null {
  if (text.length !== 20 && text.length !== 24) return null
  if (text.charCodeAt(text.length - 1) !== 0x5a || text.charCodeAt(10) !== 0x54) return null
  if (text.charCodeAt(4) !== dashes || text.charCodeAt(7) !== dashes) return null
  if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return null
  const year = digits(text, 0) * 100 + digits(text, 2)
  const month = digits(text, 5)
  const day = digits(text, 8)
  const hour = digits(text, 11)
  const minute = digits(text, 14)
  const second = digits(text, 17)
  // NaN fails every comparison. The last days of months, and years that Date.UTC reads otherwise, are left to Date.
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= 28)) return null
  if (!(hour <= 23 && minute <= 59 && second <= 59)) return null
  const milliseconds = text.length === 20 ? 0 : thousandths(text)
  return Number.isNaN(milliseconds)
    ? null
    : Date.UTC(year, month - 1, day, hour, minute, second, milliseconds)
}

function thousandths(text: string): number {
  return text.charCodeAt(19) === 0x2e ? digits(text, 20) * 10 + digit(text, 22) : Number.NaN
}

const digits = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1)

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - 0x30
  return value >= 0 && value <= 9 ? value : Number.NaN
}
