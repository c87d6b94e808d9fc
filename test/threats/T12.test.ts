import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { catalog } from '#catalog/index.ts'

/** The catalog's half of T12: what the gate treats as a credential is what is marked as one. */
const actions = [...catalog.values()]
const named = actions.map((action) => [action.name, action] as const)

const touches =
  /factor|password|temporary_?access|backup_?code|verification_?code|2sv|two_?step|auth_?method|recovery/i

interface Schema {
  type?: string
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
}

/** Names of all fields that can hold text, however deep; a count is none. */
function textFields({ properties = {}, items, anyOf = [] }: Schema): string[] {
  const deeper = [...Object.values(properties), ...(items ? [items] : []), ...anyOf].flatMap(textFields)
  const own = Object.entries(properties).filter(([, field]) => holdsText(field))
  return [...own.map(([name]) => name), ...deeper]
}

const holdsText = ({ type, items, anyOf = [] }: Schema): boolean =>
  type === 'string' || (items !== undefined && holdsText(items)) || anyOf.some(holdsText)

describe.each(named)('T12: %s', (name, action) => {
  test('a write that touches a factor, a password or a way of recovery is marked', () => {
    const touching = action.write && [name, ...action.events].some((each) => touches.test(each))
    expect(touching && !action.credential).toBe(false)
  })

  test('what is marked is a write that somebody else does: never self-service, never told by chat', () => {
    const { write, selfService, disclosable, adminRight, risk } = action
    const by = {
      write,
      selfService,
      disclosable,
      reserved: adminRight !== null,
      risky: risk === 'high' || risk === 'critical',
    }
    const wanted = { write: true, selfService: false, disclosable: [], reserved: true, risky: true }
    expect(action.credential ? by : wanted).toEqual(wanted)
  })

  test('no result has a place for a secret: those leave beside it, for one person', () => {
    const secrets =
      /^(password|tempPassword|temporaryPassword|temporaryAccessPass|secret|link|activationUrl|resetPasswordUrl|accessToken|refreshToken|verificationCodes?|backupCodes?|codes?)$/i
    expect(
      textFields(z.toJSONSchema(action.returns, { unrepresentable: 'any' }) as Schema).filter((field) =>
        secrets.test(field),
      ),
    ).toEqual([])
  })
})

test.each([
  ...[
    'okta.user.reset_factor',
    'okta.user.reset_factors',
    'okta.user.reset_password',
    'okta.user.expire_password',
  ],
  // A link to set a password, and where such links and codes go.
  ...['okta.user.activate', 'okta.user.update_email', 'okta.user.update_phone'],
])('T12: %s is a credential action', (name) => {
  expect(catalog.get(name)?.credential).toBe(true)
})
