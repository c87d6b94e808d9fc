import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { holes } from './holes.ts'

it.each(holes.map((hole) => [hole.name, hole] as const))(
  'the planted hole `%s` fits the source of today, once',
  async (_name, { file, find }) => {
    const source = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8')
    expect(source.split(find)).toHaveLength(2)
  },
)

it('there is one for each of the nine steps', () => {
  expect([...new Set(holes.map((each) => each.step))].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
})
