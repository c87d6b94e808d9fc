import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { loadBundle } from '#policy/load.ts'
import { bundleOf } from './support.ts'

const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8')
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 'gs'))].map(([, text]) => text ?? '')

test('each document in docs/policy.md loads', () => {
  const documents = blocks('yaml')
  expect(documents.length).toBeGreaterThan(1)
  const bundle = loadBundle(
    { operator: documents.map((text, at) => ({ path: `${at}.yaml`, text })) },
    catalog,
  )
  expect(bundle.rules.map(({ id }) => id)).toEqual(['finance-resets'])
})

test('each condition in docs/policy.md is accepted', () => {
  const lines = blocks('cel').flatMap((text) => text.trim().split('\n'))
  expect(lines.length).toBeGreaterThan(5)
  const rules = lines.map((when, at) => ({ id: `c${at}`, effect: 'deny', actions: ['acme.group.add'], when }))
  expect(bundleOf([{ layer: 'action', rules }]).rules).toHaveLength(lines.length)
})
