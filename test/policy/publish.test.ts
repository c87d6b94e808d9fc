import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestApi, type Session, type TestApi } from '#test/api/support/test-api.ts'
import { sandboxFiles } from '#test/support/world.ts'

let api: TestApi
let admin: Session
let operator: Session
beforeAll(async () => {
  api = await createTestApi({
    deps: { deadlines: { startMs: 5_000, answerMs: 1_000 }, judging: { deadlineMs: 60_000, analysisMs: 1 } },
  })
  admin = await api.cliSession(api.person('Identity Lead'))
  operator = await api.cliSession(api.person('Platform Operator'))
})
afterAll(() => api.close())

const publish = async (session: Session, kind: string, files: object[]) => {
  const payload = { kind, files, reason: 'a test' }
  const answer = await api.call({
    method: 'POST',
    url: '/api/policy/publish',
    headers: session.headers,
    payload,
  })
  return { status: answer.statusCode, ...answer.json<{ code?: string; problems?: object[] }>() }
}
const inForce = async () =>
  (
    await api.rows<{ operator: string; tenant: string | null }>(
      'select (select digest from operator_bundle_in_force) as operator, (select digest from tenant_bundle_in_force) as tenant',
    )
  )[0]

const own = (deny: string) => ({
  path: 'own.yaml',
  text: `apiVersion: dex/v1\nkind: Policy\nlayer: tenant\nrules:\n  - { id: own, effect: deny, actions: ["${deny}"] }\n`,
})
const ownTest = {
  path: 'own.test.yaml',
  text: [
    'apiVersion: dex/v1',
    'kind: Test',
    'now: 2026-11-23T10:00:00Z',
    'principals: { anna: { id: a, verified: true } }',
    'targets: { account: { platform: okta, type: user, id: t, email: null, department: null, privileged: false, labels: [] } }',
    'tests:',
    '  - name: factors are still reset',
    '    principals: [anna]',
    '    targets: [account]',
    '    actions: [okta.user.reset_factors]',
    '    expect: [{ effect: require_approval }]',
  ].join('\n'),
}

test('an operator’s bundle whose tests fail is refused with the place of each, and the one in force stays', async () => {
  const before = await inForce()
  const files = (await sandboxFiles()).map((file) =>
    file.path.endsWith('3-target.yaml')
      ? { ...file, text: file.text.replace('&& target.privileged', '&& !target.privileged') }
      : file,
  )
  expect(files.some(({ path }) => path.endsWith('.test.yaml'))).toBe(true)
  const refused = await publish(operator, 'operator', files)
  expect(refused).toMatchObject({ status: 422, code: 'bundle_invalid' })
  expect(refused.problems?.[0]).toMatchObject({
    code: 'test_failed',
    file: expect.stringMatching(/sandbox\.test\.yaml$/) as string,
    line: expect.any(Number) as number,
  })
  expect(await inForce()).toEqual(before)
})

test('a tenant’s own is tested together with the operator’s', async () => {
  const before = await inForce()
  expect(await publish(admin, 'tenant', [own('okta.user.*'), ownTest])).toMatchObject({
    status: 422,
    problems: [{ code: 'test_failed', file: 'own.test.yaml', line: 7 }],
  })
  expect(await inForce()).toEqual(before)
  expect(await publish(admin, 'tenant', [own('okta.user.suspend'), ownTest])).toMatchObject({ status: 202 })
})
