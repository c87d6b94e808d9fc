import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DecisionInput } from '#contract/decision.ts'
import { decisionTerms } from '#policy/analyze/decision-terms.ts'
import { createParse, encodeRules } from '#policy/analyze/encode.ts'
import { ask } from '#policy/analyze/solve.ts'
import { and } from '#policy/analyze/term.ts'
import { createDecider } from '#policy/decide.ts'
import { bundles, inputs } from './generate.ts'
import { pinned } from './pinned.ts'
import { solverForTests } from './solver.ts'
import { bundleOf, testCatalog } from './support.ts'

const asking = solverForTests()
/** A question to the solver is a hundred times a decision. */
const runs = Number(process.env.DEX_PROPERTY_RUNS ?? 100) / 4

/** An input as the analysis takes one to be: every fact known, target and objects as the catalog says. */
const known = inputs.map((input): DecisionInput => {
  const action = input.tenant === 'beta' && input.channel !== 'pro' ? 'acme.group.add' : input.action
  const facts = { email: null, department: null, labels: [] as string[], id: 'x', ...input.target }
  const whole = { ...facts, platform: 'acme', type: 'user', privileged: facts.privileged ?? false }
  const objects = input.objects.map((object) => ({
    ...facts,
    ...object,
    platform: 'acme',
    type: 'group',
    role: 'group',
    privileged: object.privileged ?? false,
    labels: object.labels ?? [],
    department: object.department ?? null,
  }))
  return {
    ...input,
    action,
    params: action === 'acme.group.add' ? { role: 'g' } : {},
    requester: {
      id: 'u',
      verified: input.requester.verified ?? false,
      department: input.requester.department ?? null,
    },
    target: { ...whole, labels: whole.labels ?? [] },
    objects:
      action === 'acme.group.add'
        ? objects.length > 0
          ? objects
          : [{ ...whole, type: 'group', role: 'group' }]
        : [],
    runtime: {
      now: '2026-01-01T00:00:00Z',
      ...input.runtime,
      usage: {
        r0: 0,
        r1: 0,
        r2: 0,
        r3: 0,
        r4: 0,
        r5: 0,
        r6: 0,
        r7: 0,
        r8: 0,
        r9: 0,
        r10: 0,
        r11: 0,
        r12: 0,
        r13: 0,
        r14: 0,
        ...input.runtime.usage,
      },
    },
  }
})

test('what the solver is told about a bundle is what the engine decides', async () => {
  const seen = { permit: 0, require_approval: 0, deny: 0 }
  await fc.assert(
    fc.asyncProperty(bundles, known, async (docs, input) => {
      const bundle = bundleOf(docs as unknown as Parameters<typeof bundleOf>[0])
      const action = testCatalog.get(input.action)
      if (action === undefined) return
      const encoded = encodeRules(
        action,
        bundle.rules.map((rule) => [rule.id, rule] as const),
        createParse(),
      )
      fc.pre(encoded.slots >= input.objects.length)
      const { permit, ask: asked } = decisionTerms(encoded, () => true)
      const { effect } = createDecider(bundle, { catalog: testCatalog })(input)
      seen[effect]++
      for (const [term, is] of [
        [permit, effect === 'permit'],
        [asked, effect === 'require_approval'],
      ] as const) {
        const answer = await ask(asking.solve, encoded, and(term, pinned(encoded, input).term), asking.effort)
        // What is outside the fragment may be anything: then the engine's answer must be among the possible ones.
        if (is || encoded.abstracted.size === 0)
          expect({ found: answer.found, input }).toEqual({ found: is, input })
      }
    }),
    { numRuns: Math.ceil(runs) },
  )
  expect(Object.values(seen).filter((count) => count === 0 && runs >= 1_000)).toEqual([])
})
