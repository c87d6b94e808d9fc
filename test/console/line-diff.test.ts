import fc from 'fast-check'
import { expect, it } from 'vitest'
import { lineDiff } from '#client/console/parts/line-diff.ts'

it('keeps what stays, and says what goes and what comes where it does', () => {
  const marked = (before: string | null, after: string | null) =>
    lineDiff(before, after).map(({ mark, text }) => `${mark}${text}`)
  expect(marked('a\nb\nc\n', 'a\nx\nc\nd\n')).toEqual([' a', '-b', '+x', ' c', '+d'])
  expect(marked(null, 'a\n')).toEqual(['+a'])
  expect(marked('a\n', null)).toEqual(['-a'])
  expect(marked('a', 'a')).toEqual([' a'])
})

it('gives both texts back, whatever they are', () => {
  const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const diff = lineDiff(`${before.join('\n')}\n`, `${after.join('\n')}\n`)
      const side = (mark: string) => diff.filter((each) => each.mark !== mark).map(({ text }) => text)
      expect(side('+')).toEqual(before)
      expect(side('-')).toEqual(after)
    }),
  )
})
