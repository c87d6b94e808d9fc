import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { catalog } from '#catalog/index.ts'
import type { ActionDefinition } from '#contract/action.ts'

/** The catalog's half of T3: what the gate can only resolve and weigh if it was declared. */
const actions = [...catalog.values()]

interface Property {
  type?: string
  enum?: unknown[]
  items?: Property
  properties?: Record<string, Property>
}

const propertiesOf = (schema: z.ZodType): Record<string, Property> =>
  (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Property).properties ?? {}

/** Free strings, also within lists and objects: what could be the name of something. */
function strings(properties: Record<string, Property>, prefix = ''): string[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const { type, items, properties: inner } = property
    if (property.enum !== undefined) return []
    if (inner !== undefined) return strings(inner, `${prefix}${name}.`)
    if (items !== undefined) return strings({ [name]: items }, prefix)
    return type === 'string' ? [`${prefix}${name}`] : []
  })
}

/** Parameters that name no object; a new one is an object to declare, or a line here with what it is. */
const plain: Readonly<Record<string, string>> = {
  ...saying('words to look for', ['name', 'text']),
  ...saying('what people are called', [
    ...['firstName', 'lastName', 'displayName', 'nickName', 'title'],
    ...['givenName', 'familyName', 'surname', 'jobTitle', 'officeLocation'],
  ]),
  ...saying('an address or number that is written or looked for', [
    ...['email', 'login', 'alias', 'mail', 'otherMails', 'phone', 'number', 'mobile', 'business'],
  ]),
  ...saying('a value of the attribute that the action is for', ['department']),
  ...saying('a language, a place, a time', [
    ...['preferredLanguage', 'timezone', 'usageLocation', 'start', 'end'],
  ]),
  ...saying('a text for people', ['internal', 'external']),
  ...saying('names of event types', ['types']),
  ...saying('a read of this request and a field of its answer: the gate takes the value from there', [
    'ref',
    'field',
  ]),
  // Addressed below the target alone: no call reaches another person's.
  ...saying('a part of the target', ['factor', 'method', 'rule']),
}

function saying(reason: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, reason]))
}

/** Attributes that feed policy, routing, sign-in or recovery, as the platforms call them. */
const feeding = [
  ...[
    'department',
    'costCenter',
    'division',
    'organization',
    'organizations',
    'employeeNumber',
    'employeeId',
  ],
  ...[
    'userType',
    'employeeType',
    'manager',
    'managerId',
    'relations',
    'active',
    'accountEnabled',
    'suspended',
  ],
  ...['login', 'userName', 'userPrincipalName', 'primaryEmail', 'email', 'emails', 'secondEmail', 'mail'],
  ...['otherMails', 'proxyAddresses', 'mailNickname', 'alias', 'aliases', 'recoveryEmail', 'recoveryPhone'],
  ...[
    'phone',
    'phones',
    'phoneNumbers',
    'mobile',
    'mobilePhone',
    'primaryPhone',
    'business',
    'businessPhones',
  ],
  ...['orgUnit', 'orgUnitPath', 'password', 'credentials', 'passwordProfile', 'groups', 'groupIds', 'roles'],
]

describe.each(actions.map((action) => [action.name, action] as const))('T3: %s', (_name, action) => {
  test('every object that a parameter names is declared, and every declared one is a parameter', () => {
    const declared = action.objects.map(({ param }) => param)
    const unsaid = strings(propertiesOf(action.params)).filter((name) => {
      const last = name.split('.').at(-1) ?? ''
      return !declared.includes(name) && !Object.hasOwn(plain, last)
    })
    expect(unsaid).toEqual([])
    expect(declared.filter((name) => !(name in action.params.shape))).toEqual([])
    expect(new Set(action.objects.map(({ role }) => role)).size).toBe(declared.length)
  })

  test('unknown parameters are refused, not dropped', () => {
    const parsed = action.params.safeParse({ notAParameter: 'x' })
    const codes = parsed.error?.issues.map(({ code }) => code)
    expect(codes).toContain('unrecognized_keys')
  })

  test('a self-service write names nobody and nothing else', () => {
    expect(action.selfService && action.write ? action.objects : []).toEqual([])
  })

  test('attributes that feed policy, routing, sign-in or recovery are never self-service', () => {
    const fed = Object.keys(action.params.shape).filter((name) => feeding.includes(name))
    expect(action.write && action.selfService ? fed : []).toEqual([])
  })
})

const updates = actions.filter(({ name }) => name.endsWith('.user.update_profile'))

describe.each(updates.map((action) => [action.name, action] as const))('T3: %s', (_name, action) => {
  test.each(feeding)('refuses `%s` by its schema', (attribute) => {
    const valid = sampleOf(action)
    expect(action.params.safeParse(valid).success).toBe(true)
    for (const value of ['x', ['x'], { value: 'x' }, true, null]) {
      const parsed = action.params.safeParse({ ...valid, [attribute]: value })
      expect(parsed.error?.issues.map(({ code }) => code)).toEqual(['unrecognized_keys'])
    }
  })
})

test('T3: an action for such an attribute is for that one family alone', () => {
  const own = actions.filter(({ name }) => /\.user\.(update_(?!profile$)|move_|add_alias)/.test(name))
  expect(own.length).toBeGreaterThan(0)
  const families = own.map(({ name, params }) => ({ name, strings: strings(propertiesOf(params)) }))
  // What an address or phone is of, is said beside it; nothing else travels along.
  expect(families.filter((each) => each.strings.length > 2)).toEqual([])
})

test('T3: a platform that changes attributes of users has a profile action, which was asked above', () => {
  const changing = actions.filter(({ name }) => /\.user\.update_/.test(name)).map(({ platform }) => platform)
  expect(updates.map(({ platform }) => platform).sort()).toEqual([...new Set(changing)].sort())
})

/** One harmless attribute that each of the schemas has. */
function sampleOf({ params }: ActionDefinition): Record<string, unknown> {
  const name = ['title', 'jobTitle'].find((each) => each in params.shape)
  return name === undefined ? {} : { [name]: 'Accountant' }
}
