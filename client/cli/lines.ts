import { Buffer } from 'node:buffer'

const newline = 0x0a
const carriageReturn = 0x0d

/** What is kept of a line; whoever reads lines refuses them long before. */
const keptBytesMax = 8_000_000

/**
 * Lines as JSON lines have them: parted by `\n` or `\r\n` and nothing else, so that a text may hold U+2028. Of a line that does not
 * end, only the beginning is kept.
 */
export async function* linesIn(chunks: AsyncIterable<Uint8Array | string>): AsyncIterable<string> {
  let begun: Buffer[] = []
  let kept = 0
  const line = (last: Buffer): string => {
    const whole = begun.length === 0 ? last : Buffer.concat([...begun, last])
    begun = []
    kept = 0
    return whole.toString('utf8', 0, whole.at(-1) === carriageReturn ? whole.length - 1 : whole.length)
  }
  for await (const given of chunks) {
    const chunk =
      typeof given === 'string'
        ? Buffer.from(given)
        : Buffer.from(given.buffer, given.byteOffset, given.length)
    let start = 0
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      yield line(chunk.subarray(start, end))
      start = end + 1
    }
    if (start === chunk.length || kept > keptBytesMax) continue
    begun.push(chunk.subarray(start))
    kept += chunk.length - start
  }
  if (begun.length > 0) yield line(Buffer.alloc(0))
}
