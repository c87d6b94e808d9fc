import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { SignedDecision } from '#contract/statement.ts'
import { hasStatementShape } from '#workflows/statement-shape.ts'

const digest = `sha256:${'0a'.repeat(32)}`
const wellFormed = {
  statement: {
    type: 'dex/decision/v1',
    tenant: 'acme',
    request: 'req_0123456789abcdefghij',
    step: 1,
    actionHash: digest,
    actAs: { person: 'per_1', connection: 'con_1' },
    verdict: 'approve',
    approver: { person: 'per_1', iss: 'https://idp.example', sub: 'u1' },
    onBehalfOf: null,
    stepUp: { acr: 'phr', auth_time: 1_763_800_000, nonce: 'n' },
    obligations: digest,
    bundle: digest,
    proof: null,
    comment: null,
    issuedAt: '2026-11-22T10:00:00.000Z',
    expiresAt: '2028-02-29T10:00:00Z',
    nonce: 'n'.repeat(16),
    keyId: 'key_1',
  },
  signature: 'A'.repeat(86),
}

type Path = readonly string[]

/** Every place in the statement, objects and leaves alike. */
const places = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, each]) => places(each, [...path, key]))]
    : [path]

/** Values next to the border of one check or another, and any JSON. */
const oddValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    {},
    [],
    '',
    0,
    1,
    100_000,
    100_001,
    1.5,
    2 ** 53,
    digest,
    `${digest}\n`,
    digest.toUpperCase(),
    'a',
    'a'.repeat(40),
    'a'.repeat(41),
    'n'.repeat(15),
    'n'.repeat(64),
    'n'.repeat(65),
    'p'.repeat(100),
    'p'.repeat(101),
    'acme/bundle/sha256:1/1',
    `req_${'a'.repeat(32)}`,
    `req_${'a'.repeat(33)}`,
    'cancel',
    'allow',
    'dex/decision/v2',
    '2026-02-29T10:00:00Z',
    '2026-11-31T10:00:00Z',
    '2026-11-22T24:00:00Z',
    '2026-11-22T10:00Z',
    '2026-11-22T10:00:00+01:00',
    '2026-11-22 10:00:00Z',
    '2026-11-22T10:00:00.Z',
    'B'.repeat(85),
    `${'B'.repeat(85)}=`,
  ),
  fc.jsonValue(),
  ...[
    /^[a-z0-9][a-z0-9-]{0,39}$/,
    /^req_[A-Za-z0-9]{19,33}$/,
    /^sha256:[0-9a-g]{64}$/,
    /^[A-Za-z0-9_-]{86}$/,
  ].map((form) => fc.stringMatching(form)),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
)

type Change = (statement: unknown, path: Path) => void

const holder = (statement: unknown, path: Path): Record<string, unknown> =>
  path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], statement) as Record<
    string,
    unknown
  >

const change: fc.Arbitrary<Change> = fc.oneof(
  oddValue.map(
    (value): Change =>
      (statement, path) => {
        holder(statement, path.slice(0, -1))[path.at(-1) ?? 'extra'] = value
      },
  ),
  fc.constant<Change>((statement, path) => {
    delete holder(statement, path.slice(0, -1))[path.at(-1) ?? 'statement']
  }),
  fc.tuple(fc.string(), oddValue).map(
    ([key, value]): Change =>
      (statement, path) => {
        const at = holder(statement, path)
        if (typeof at === 'object' && at !== null) at[key] = value
      },
  ),
)

const changed = fc
  .array(fc.tuple(fc.constantFrom(...places(wellFormed)), change), { minLength: 0, maxLength: 2 })
  .map((changes) => {
    const statement: unknown = structuredClone(wellFormed)
    for (const [path, apply] of changes) {
      try {
        apply(statement, path)
      } catch {
        // An earlier change took the place away.
      }
    }
    // As it arrives: through a payload.
    return JSON.parse(JSON.stringify(statement)) as unknown
  })

const bySchema = (value: unknown): boolean => SignedDecision.safeParse(value).success

describe('the shape of a signed statement', () => {
  it('is what the schema says, whatever is changed', () => {
    expect(hasStatementShape(wellFormed)).toBe(true)
    let accepted = 0
    let refused = 0
    fc.assert(
      fc.property(changed, (value) => {
        const expected = bySchema(value)
        if (expected) accepted += 1
        else refused += 1
        return hasStatementShape(value) === expected
      }),
      { numRuns: 6_000 },
    )
    // Else the property would compare one answer with itself.
    expect(Math.min(accepted, refused)).toBeGreaterThan(300)
  })

  it('takes each verdict of the schema and each field that may be null', () => {
    const { shape } = SignedDecision.shape.statement
    for (const verdict of shape.verdict.options) {
      expect(hasStatementShape({ ...wellFormed, statement: { ...wellFormed.statement, verdict } })).toBe(true)
    }
    for (const [field, schema] of Object.entries(shape)) {
      const value = { ...wellFormed, statement: { ...wellFormed.statement, [field]: null } }
      expect([field, hasStatementShape(value)]).toEqual([field, schema instanceof z.ZodNullable])
    }
  })

  it.each([undefined, null, 'x', [], 7])('is not that of %j', (value) => {
    expect(hasStatementShape(value)).toBe(false)
  })

  it('is refused above the size that a history can bear', () => {
    const keyId = 'k'.repeat(8_192)
    const large = { ...wellFormed, statement: { ...wellFormed.statement, keyId } }
    expect(bySchema(large)).toBe(true)
    expect(hasStatementShape(large)).toBe(false)
  })
})
