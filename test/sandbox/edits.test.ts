import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCompany, oktaUserId } from '#sandbox/company/company.ts'
import { createOkta, type OktaStandIn } from '#sandbox/okta/okta.ts'
import { client } from './delegate.ts'

const company = createCompany()
const id = oktaUserId(company, company.accounts[19]?.login ?? '')
let okta: OktaStandIn
beforeAll(async () => {
  okta = await createOkta({ port: 0, company, clients: [client] })
})
afterAll(() => okta.close())

const send = (lever: string, body: unknown, method = 'POST') =>
  fetch(`${okta.url}/_sandbox/${lever}`, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
const look = async () =>
  (
    (await (await send('look', [{ in: 'directory.users', id }])).json()) as {
      entries: { status: string; profile: { title: string } }[]
    }
  ).entries[0]

test('a state is set, read back and lasts until the reset', async () => {
  const edits = [{ in: 'directory.users', id, set: { status: 'LOCKED_OUT', 'profile.title': 'Baker' } }]
  expect((await send('edit', edits)).status).toBe(200)
  expect(await look()).toMatchObject({ status: 'LOCKED_OUT', profile: { title: 'Baker' } })
  await send('reset', {})
  expect(await look()).toMatchObject({ status: 'ACTIVE' })
})

test.each([
  ['a list that is not there', [{ in: 'directory.planets', add: [{}] }]],
  ['nobody', [{ in: 'directory.users', id: '00unobody', set: { status: 'ACTIVE' } }]],
  ['the prototype', [{ in: 'directory.users', id, set: { '__proto__.polluted': true } }]],
  ['no list', { in: 'directory.users' }],
])('%s is refused', async (_what, body) => {
  expect((await send('edit', body)).status).toBe(422)
  expect('polluted' in {}).toBe(false)
})

test('planned faults can be taken back', async () => {
  await send('faults', [{ match: { path: 'x' }, kind: 'status500', times: 5 }])
  await send('faults', undefined, 'DELETE')
  expect(await (await fetch(`${okta.url}/_sandbox/faults`)).json()).toEqual({ faults: [] })
})
