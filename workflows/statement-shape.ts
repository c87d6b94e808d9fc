import { patterns, stepMax } from '#contract/patterns.ts'
import type { SignedDecision } from '#contract/statement.ts'

type Check = (value: unknown) => boolean

const signedSizeMax = 8_192

/** `z.iso.datetime()`: UTC with seconds, on a day that the calendar has. */
const moment =
  /^(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|(?:02)-(?:0[1-9]|1\d|2[0-8])))T(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z))$/

const verdicts: ReadonlySet<unknown> = new Set<SignedDecision['statement']['verdict']>([
  'approve',
  'reject',
  'instruct',
  'answer',
  'take_over',
  'cancel',
  'happened',
  'did_not_happen',
  'edit',
  'take_out',
  'pause',
  'resume',
  'stop',
])

const text: Check = (value) => typeof value === 'string'
const matches =
  (...forms: RegExp[]): Check =>
  (value) =>
    typeof value === 'string' && forms.some((form) => form.test(value))
const longBetween =
  (min: number, max: number): Check =>
  (value) =>
    typeof value === 'string' && value.length >= min && value.length <= max
const nullOr =
  (check: Check): Check =>
  (value) =>
    value === null || check(value)

/** Exactly these keys, each as its check says. */
function exactly<Shape>(checks: Record<keyof Shape & string, Check>): Check {
  const entries = Object.entries<Check>(checks)
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
    const fields = value as Record<string, unknown>
    // As many as there are checks, and each check finds its own: none is left over.
    return (
      Object.keys(fields).length === entries.length &&
      entries.every(([key, check]) => Object.hasOwn(fields, key) && check(fields[key]))
    )
  }
}

type Statement = SignedDecision['statement']

const isStatement = exactly<Statement>({
  type: (value) => value === 'dex/decision/v1',
  tenant: matches(patterns.tenant),
  request: matches(patterns.request, patterns.publication),
  step: (value) => Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= stepMax,
  actionHash: matches(patterns.digest),
  actAs: nullOr(exactly<NonNullable<Statement['actAs']>>({ person: text, connection: text })),
  verdict: (value) => verdicts.has(value),
  approver: exactly<Statement['approver']>({ person: text, iss: text, sub: text }),
  onBehalfOf: nullOr(text),
  stepUp: nullOr(
    exactly<NonNullable<Statement['stepUp']>>({ acr: text, auth_time: Number.isSafeInteger, nonce: text }),
  ),
  obligations: nullOr(matches(patterns.digest)),
  bundle: nullOr(matches(patterns.digest)),
  proof: nullOr(longBetween(0, 100)),
  comment: nullOr(matches(patterns.scratchName)),
  issuedAt: matches(moment),
  expiresAt: matches(moment),
  nonce: longBetween(16, 64),
  keyId: text,
})

const isSigned = exactly<SignedDecision>({ statement: isStatement, signature: matches(patterns.signature) })

/**
 * Whether it has the shape of contract/statement.ts and a size that a history can bear. Written out, because a schema
 * library in the workflow bundle is built anew for every workflow. A test holds it to the schema.
 */
export const hasStatementShape = (value: unknown): value is SignedDecision =>
  JSON.stringify(value ?? null).length <= signedSizeMax && isSigned(value)
