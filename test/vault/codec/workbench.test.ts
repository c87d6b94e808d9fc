import { expect, test } from 'vitest'
import { createWorkbench } from '#vault/codec/workbench.ts'

test('memory that was lent is wiped, also by work that throws, whatever its size', () => {
  const bench = createWorkbench()
  for (const length of [0, 1, 512, 64 * 1_024, 64 * 1_024 + 1]) {
    const kept: Buffer[] = []
    bench.with(length, (memory) => {
      expect(memory.length).toBe(length)
      memory.fill('canary')
      kept.push(memory)
    })
    expect(() =>
      bench.with(length, (memory) => {
        memory.fill('canary')
        kept.push(memory)
        throw new Error('in the middle')
      }),
    ).toThrow('in the middle')
    for (const memory of kept) expect(memory.every((byte) => byte === 0)).toBe(true)
  }
})
