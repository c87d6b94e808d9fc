import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import type { Decider } from '#policy/decide.ts'
import { createDecider } from '#policy/decide.ts'
import { loadBundle } from '#policy/load.ts'
import { Obligations } from '#policy/schema/obligations.ts'
import { failuresIn } from '#policy/test/render.ts'
import { runTests } from '#policy/test/run.ts'
import { blocksOf, changed, examples, pageInput } from './docs-page.ts'
import { allowAll, docText } from './support.ts'

const isTest = (text: string): boolean => text.includes('kind: Test')

test('each test in docs/policy.md passes on the sandbox’s bundle', () => {
  const folder = new URL('../../policy/sandbox/', import.meta.url)
  const operator = readdirSync(folder).map((path) => ({
    path,
    text: readFileSync(new URL(path, folder), 'utf8'),
  }))
  const files = blocksOf('yaml')
    .filter(isTest)
    .map((text, at) => ({ path: `${at}.test.yaml`, text }))
  const { tests } = runTests(loadBundle({ operator }, catalog), files, catalog)
  expect(tests.flatMap(failuresIn)).toEqual([])
  expect(tests.length).toBeGreaterThan(1)
})

test('all that is an obligation is in the example of all', () => {
  const documents = blocksOf('yaml').filter((text) => !isTest(text))
  const bundle = loadBundle(
    { operator: documents.map((text, at) => ({ path: `${at}.yaml`, text })) },
    catalog,
  )
  const example = bundle.rules.find(({ id }) => id === 'suspend')
  expect(Object.keys(example?.obligations ?? {}).toSorted()).toEqual(
    Object.keys(Obligations.shape).toSorted(),
  )
})

test('each document in docs/policy.md loads', () => {
  const documents = blocksOf('yaml').filter((text) => !isTest(text))
  expect(documents.length).toBeGreaterThan(8)
  expect(examples.length).toBeGreaterThan(6)
  const bundle = loadBundle(
    { operator: documents.map((text, at) => ({ path: `${at}.yaml`, text })) },
    catalog,
  )
  expect(bundle.rules.length).toBeGreaterThan(documents.filter((text) => text.includes('rules:')).length)
  expect(bundle.secondPerson).toBe('loosening')
})

/** Decides with an example beside rules that allow everything. */
const deciderOf = (document: string): Decider => {
  const rest = allowAll().map((doc) => ({ path: `${doc.layer}.yaml`, text: docText(doc) }))
  const bundle = loadBundle({ operator: [{ path: 'example.yaml', text: document }, ...rest] }, catalog)
  return createDecider(bundle, { catalog })
}

describe('what docs/policy.md says comes of an example comes of it', () => {
  for (const { document, lines } of examples) {
    const decide = deciderOf(document)
    let before = ''
    test.each(lines.map((line) => line.split(/ +→ /)))('%s → %s', (changes = '', answer = '') => {
      if (changes === 'obligations') {
        expect(JSON.stringify(decide(changed(before)).obligations)).toBe(answer)
        return
      }
      before = changes
      const { effect, decidedBy } = decide(changed(changes))
      const { rule = null, reason = null } = decidedBy ?? {}
      expect(
        [effect, rule, reason === 'rule' ? null : reason].filter((each) => each !== null).join(' '),
      ).toBe(answer)
    })
  }
})

test('each condition in docs/policy.md comes out as it says', () => {
  const lines = blocksOf('cel').flatMap((text) => text.trim().split('\n'))
  expect(lines.length).toBeGreaterThan(10)
  for (const line of lines) {
    const [, when = '', outcome = ''] = /^(.*?) +\/\/ (true|false)$/.exec(line) ?? []
    const document = docText({
      layer: 'action',
      rules: [{ id: 'asked', effect: 'deny', actions: ['*'], when }],
    })
    expect([when, deciderOf(document)(pageInput()).effect]).toEqual([
      when,
      outcome === 'true' ? 'deny' : 'permit',
    ])
  }
})
