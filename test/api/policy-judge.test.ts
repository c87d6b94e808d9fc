import { expect, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { createBundleJudge } from '#client/api/policy/judge/in-child.ts'
import { toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { sandboxFiles } from '#test/support/world.ts'

const file = (rules: string) => ({
  path: 'own.yaml',
  text: `apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules: ${rules}\n`,
})
const own = (rules: string) => ({
  body: JSON.parse(
    toJson(loadBundle({ operator: [], tenant: { id: 'acme', files: [file(rules)] } }, catalog)),
  ) as object,
})
const operatorBody = async () =>
  JSON.parse(toJson(loadBundle({ operator: await sandboxFiles() }, catalog))) as object

const about = { tenant: 'acme', owner: 'tenant' as const, sources: [] }
const deny = '[{ id: own, effect: deny, actions: ["okta.user.reset_factors"] }]'
const ask = `[{ id: own, effect: require, actions: ["okta.user.reset_factors"], obligations: { approval: { by: { role: security-admin }, quorum: 2 } } }, { id: own-allow, effect: allow, actions: ["okta.user.reset_factors"] }]`

test('what a change loosens is told over all inputs, and what cannot be told in time loosens', async () => {
  const operator = await operatorBody()
  const judge = createBundleJudge({ deadlineMs: 120_000, analysisMs: 1 })
  const loosens = async (before: string | null, after: string) => {
    const inForce = { operator, tenant: before === null ? null : own(before).body }
    const { change } = await judge({ ...about, inForce, proposed: own(after) })
    return [change.loosens, [...new Set(change.changes.map(({ kind }) => kind))]]
  }
  expect(await loosens(null, deny)).toEqual([false, ['denies']])
  expect(await loosens(null, ask)).toEqual([false, ['asks_more']])
  expect(await loosens(ask, '[]')).toEqual([true, ['asks_less']])
  // Denied before, asked now: somebody can have it done who could not.
  expect(await loosens(deny, '[]')).toEqual([true, ['asks']])
  expect(await loosens(deny, deny)).toEqual([false, []])

  const hasty = createBundleJudge({ deadlineMs: 1, analysisMs: 1 })
  await expect(
    hasty({ ...about, inForce: { operator, tenant: null }, proposed: own(deny) }),
  ).rejects.toMatchObject({ code: 'bundle_invalid' })
}, 240_000)

test('what asks now and was permitted before is a tightening; the analysis comes with it', async () => {
  const permits = ['global', 'tenant', 'target', 'department', 'action', 'runtime'].map((layer) => ({
    path: `${layer}.yaml`,
    text: `apiVersion: dex/v1\nkind: Policy\nlayer: ${layer}\nrules:\n  - { id: ${layer}, effect: allow, actions: ["okta.user.get"] }\n`,
  }))
  const operator = JSON.parse(toJson(loadBundle({ operator: permits }, catalog))) as object
  const asks = `[{ id: own, effect: require, actions: ["okta.user.get"], obligations: { approval: { by: { role: it-admin } } } }]`
  const judged = await createBundleJudge({ deadlineMs: 120_000, analysisMs: 120_000 })({
    ...about,
    inForce: { operator, tenant: null },
    proposed: { files: [file(asks)] },
  })
  expect(judged.change).toMatchObject({
    loosens: false,
    told: true,
    changes: [{ kind: 'asks', action: 'okta.user.get' }],
    review: expect.stringContaining('Newly asks for approval') as string,
  })
  expect(judged).toMatchObject({
    rules: 1,
    tests: { cases: 0 },
    analysis: { unapproved: [], selfApproval: [] },
  })
}, 240_000)
