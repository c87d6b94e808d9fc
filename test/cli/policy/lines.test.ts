import fc from 'fast-check'
import { expect, test } from 'vitest'
import { linesIn } from '#client/cli/lines.ts'

const read = async (chunks: Iterable<Uint8Array | string>): Promise<string[]> => {
  async function* given() {
    yield* chunks
  }
  const lines: string[] = []
  for await (const line of linesIn(given())) lines.push(line)
  return lines
}

test('wherever the chunks are cut, the lines are those between line ends', async () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'ü', '€', '😀', '\n', '\r\n', ' ', '\u2028', '\u2029', '"'),
  })
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(20), { maxLength: 10 }), async (whole, sizes) => {
      const bytes = Buffer.from(whole)
      const chunks: Uint8Array[] = []
      let at = 0
      for (const size of [...sizes, bytes.length]) {
        chunks.push(bytes.subarray(at, at + size))
        at += size
      }
      const expected = whole.split(/\r?\n/)
      if (expected.at(-1) === '') expected.pop()
      expect(await read(chunks)).toEqual(expected)
    }),
  )
})

test('of a line without an end only the beginning is kept', async () => {
  const chunk = Buffer.alloc(1_000_000, 'x')
  const [line, next] = await read([...Array.from({ length: 40 }, () => chunk), '\nnext'])
  expect(line?.length).toBeGreaterThan(1_000_000)
  expect(line?.length).toBeLessThan(10_000_000)
  expect(next).toBe('next')
})
