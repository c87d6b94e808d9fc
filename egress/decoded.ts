import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import { tooLarge } from './too-large.ts'

const decoders = new Map([
  ['gzip', promisify<Uint8Array, { maxOutputLength: number }, Buffer<ArrayBuffer>>(gunzip)],
  ['x-gzip', promisify<Uint8Array, { maxOutputLength: number }, Buffer<ArrayBuffer>>(gunzip)],
  ['deflate', promisify<Uint8Array, { maxOutputLength: number }, Buffer<ArrayBuffer>>(inflate)],
  ['br', promisify<Uint8Array, { maxOutputLength: number }, Buffer<ArrayBuffer>>(brotliDecompress)],
])

export const acceptedEncodings = 'gzip, deflate, br'

/**
 * A body without its content codings (RFC 9110, 8.4), at most `bytesMax` long. One of an unknown coding stays as it came, as
 * `fetch` has it. Throws `egress_refused`; zlib's own error for a body that is broken.
 */
export async function decoded(
  body: Uint8Array<ArrayBuffer>,
  codings: string,
  bytesMax: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const names = codings
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
  if (body.byteLength === 0 || names.some((name) => !decoders.has(name))) return body
  if (names.length > CODINGS_MAX) throw tooLarge(bytesMax)
  let plain = body
  try {
    for (const name of names.toReversed())
      plain = (await decoders.get(name)?.(plain, { maxOutputLength: bytesMax })) ?? plain
    return plain
  } catch (error) {
    throw codeOf(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(bytesMax) : error
  }
}

const CODINGS_MAX = 5

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : null
