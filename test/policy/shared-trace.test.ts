import { expect, test } from 'vitest'
import { createDecider } from '#policy/decide.ts'
import { allowAll, bundleOf, input, testCatalog } from './support.ts'

test('nothing that is done to a decision reaches the next one', () => {
  const decide = createDecider(bundleOf(allowAll()), { catalog: testCatalog })
  const first = decide(input())
  const said = JSON.stringify(first)
  for (const layer of first.layers) {
    const [rule] = layer.rules
    expect(() => Object.assign(rule ?? {}, { id: 'other' })).toThrow(TypeError)
    layer.verdict = 'deny'
    layer.rules.push({ id: 'x', effect: 'deny', file: '', line: 1, mode: 'enforce' })
  }
  first.layers.pop()
  expect(JSON.stringify(decide(input()))).toBe(said)
})
