import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readChange } from '#client/cli/tenant/settings.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dex-test-'))
})
afterAll(() => rm(directory, { recursive: true }))

async function read(text: string) {
  const file = join(directory, 'settings.json')
  await writeFile(file, text)
  return readChange(file)
}

it('names what it changes: budgets, hand-over rules with the hours of those people, questions, lists', async () => {
  const hours = { days: ['sat', 'sun'], hours: '08:00-18:00', zone: 'Europe/Berlin' }
  const change = {
    budgets: { monthUsd: 800 },
    escalation: [
      { to: 'the on-call line', hours },
      { to: 'the device team', categories: ['device'] },
    ],
    questions: { remindAfterSeconds: 60, reminders: 1, closeAfterSeconds: 120 },
    links: null,
    bulk: { canary: 1 },
  }
  expect(await read(JSON.stringify(change))).toMatchObject(change)
})

it.each([
  ['what would give rights', '{"owners":["okta:00u1"]}', 'owners'],
  ['labels, which protect accounts', '{"labels":{}}', 'labels'],
  ['a budget below nothing', '{"budgets":{"monthUsd":-1}}', 'budgets.monthUsd'],
  [
    'a zone that nobody knows',
    '{"escalation":[{"to":"x","hours":{"zone":"Mars/Base"}}]}',
    'escalation.0.hours.zone',
  ],
  [
    'a reminder after the close',
    '{"questions":{"remindAfterSeconds":9,"reminders":1,"closeAfterSeconds":9}}',
    'questions',
  ],
  ['a link that is no origin', '{"links":["https://acme.example/path"]}', 'links.0'],
  ['bounds taken out', '{"bounds":null}', 'bounds'],
  ['what is no JSON', 'budgets: 3', 'no JSON'],
])('refuses %s, with its place', async (_what, text, place) => {
  await expect(read(text)).rejects.toMatchObject({
    code: 'input_invalid',
    message: expect.stringContaining(place) as string,
  })
})
