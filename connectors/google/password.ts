import { randomInt } from 'node:crypto'

const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const length = 20

/** A temporary password of 116 bits, without characters that look alike. */
export const newPassword = (): string =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
