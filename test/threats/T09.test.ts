import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { applyCodeRules } from '#activities/execute/code-rules.ts'
import type { Acting, Facts, Loaded } from '#activities/execute/context.ts'
import { catalog } from '#catalog/index.ts'
import type { ActionDefinition, ResolvedObject } from '#contract/action.ts'

/**
 * T9 privilege is partial, and what self-service may reach: over every action of the catalog, whatever is in the facts.
 */
const actions = [...catalog.values()].filter((each) => each.platform !== 'dex')
const anyAction = fc.constantFrom(...actions)
const anyId = fc.constantFrom(
  '00uSelf',
  '00uOwner',
  '00uOther',
  '00uManager',
  '00uself',
  '00uSelf ',
  '00uSеlf',
  '00gAll',
  'self@acme.example',
)
const anyObject = (platform: string): fc.Arbitrary<ResolvedObject> =>
  fc.record({
    platform: fc.constant(platform),
    type: fc.constantFrom('user', 'group', 'app'),
    id: anyId,
    email: fc.constantFrom(null, 'self@acme.example', 'SELF@ACME.EXAMPLE', 'manager@acme.example'),
    displayName: fc.constantFrom(null, 'Self'),
    department: fc.constant(null),
    privileged: fc.boolean(),
    labels: fc.subarray(['break-glass', 'service', 'vip']),
    status: fc.constant(null),
  })
const anyCase = anyAction.chain((definition) =>
  fc.record({
    definition: fc.constant(definition),
    channel: fc.constantFrom('ticket', 'pro', 'go'),
    assurance: fc.constantFrom('verified', 'asserted'),
    account: fc.constantFrom('00uOwner', '00uHelpdesk', '00uSelf'),
    target: fc.option(anyObject(definition.platform)),
    objects: fc.array(anyObject(definition.platform), { maxLength: 3 }),
    params: fc.dictionary(
      fc.constantFrom('group', 'user', 'nested'),
      fc.constantFrom('00uSelf', { id: '00uOther' }),
    ),
  }),
)

interface Given {
  definition: ActionDefinition
  channel: string
  assurance: string
  account: string
  target: ResolvedObject | null
  objects: ResolvedObject[]
  params: Record<string, unknown>
}

function denials(
  { definition, channel, assurance, account, target, objects, params }: Given,
  ownAccountId: string | null = '00uSelf',
): string[] {
  const loaded = {
    request: { channel, assurance },
    settings: { roleGroups: {}, owners: [`${definition.platform}:00uOwner`] },
    ownClients: new Set(),
    call: { definition, params },
    ownAccountId,
    inDoubt: [],
  } as unknown as Loaded
  const acting: Acting = {
    kind: 'person',
    actAs: { person: 'prs', connection: 'con' },
    accountId: account,
    fingerprint: 'f',
  }
  const facts: Facts = {
    target,
    objects: objects.map((each) => ({ ...each, role: 'object' })),
    requester: null,
    targetGroups: null,
    ruler: false,
  }
  return applyCodeRules({ loaded, acting, facts, approverGroups: new Set(), actionHash: 'h' })
    .filter((each) => each.effect === 'deny')
    .map((each) => each.code)
}

const touched = ({ target, objects }: Given) => [target, ...objects].filter((each) => each !== null)

describe('T9 the ceiling, by code, on every channel', () => {
  test('nothing privileged is written to unless a listed owner’s token is used', () => {
    fc.assert(
      fc.property(anyCase, (given) => {
        const privileged = touched(given).some((each) => each.privileged)
        if (!given.definition.write || !privileged || given.account === '00uOwner') return
        expect(denials(given)).toContain('privilege_ceiling')
      }),
      { numRuns: 2_000 },
    )
  })

  test('nothing labelled break-glass or service is written to, whoever’s token is used', () => {
    let seen = 0
    fc.assert(
      fc.property(anyCase, (given) => {
        const kept = touched(given).some((each) => each.labels.some((label) => label !== 'vip'))
        if (!given.definition.write || !kept) return
        seen += 1
        expect(denials(given)).toContain('protected_account')
      }),
      { numRuns: 2_000 },
    )
    expect(seen).toBeGreaterThan(100)
  })
})

test('on `go` nothing but a self-service action on exactly their own account passes: no alias, case, look-alike, group or nested id', () => {
  let allowed = 0
  fc.assert(
    fc.property(anyCase, (given) => {
      const { definition, target } = given
      const own = target !== null && touched(given).every((each) => each.id === '00uSelf')
      const passes = !denials({ ...given, channel: 'go' }).includes('self_service_only')
      if (passes) allowed += 1
      expect(passes).toBe(definition.selfService && !definition.credential && own)
    }),
    { numRuns: 5_000 },
  )
  expect(allowed).toBeGreaterThan(0)
})

test('on `go` nobody whose own account is not linked changes anything', () => {
  fc.assert(
    fc.property(anyCase, (given) => {
      expect(denials({ ...given, channel: 'go' }, null)).toContain('self_service_only')
    }),
    { numRuns: 1_000 },
  )
})
