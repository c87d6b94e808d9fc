import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resultForModel } from '#model/results.ts'

const signIns = Array.from({ length: 200 }, (_, at) => ({
  id: `log-${at}`,
  outcome: at % 4 === 0 ? 'FAILURE' : 'SUCCESS',
  reason: at % 4 === 0 ? 'INVALID_CREDENTIALS' : null,
  from: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) build ${at % 3}`,
}))

describe('what a read returned, as the model gets it', () => {
  test('a long list: the first entries, how many there are, and what is frequent, counted over all', () => {
    const told = resultForModel({ events: signIns, more: false }) as Record<string, unknown>
    expect(told).toMatchObject({
      more: false,
      events: {
        count: 200,
        first: signIns.slice(0, 20),
        notShown: 180,
        mostFrequent: {
          outcome: { SUCCESS: 150, FAILURE: 50 },
          reason: { INVALID_CREDENTIALS: 50 },
        },
      },
    })
    // What tells entries apart is not frequent.
    expect(told).not.toHaveProperty('events.mostFrequent.id')
    expect(JSON.stringify(told).length * 5).toBeLessThan(JSON.stringify(signIns).length)
  })

  test('a list that fits is as it was, and so is everything else', () => {
    const result = {
      users: signIns.slice(0, 20),
      small: Array.from({ length: 100 }, (_, at) => at),
      of: null,
    }
    expect(resultForModel(result)).toEqual(result)
  })

  test('texts are cut with their length, and nobody hides anything in them', () => {
    const told = resultForModel({ description: 'x'.repeat(5_000), name: 'Gro\u200bup\u202e' })
    expect(told).toEqual({ description: `${'x'.repeat(1_000)} [cut here, 5000 characters]`, name: 'Group' })
  })

  test('nothing that a platform answers is larger than it was told, or throws', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 20 }), (value) => {
        const told = JSON.stringify(resultForModel(value))
        expect(told.length).toBeLessThan(JSON.stringify(value).length + 1_000)
      }),
    )
  })
})
