import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { policySchema } from '#policy/schema/document.ts'
import { testSchema } from '#policy/schema/test-document.ts'

test.each([
  ['policy', policySchema()],
  ['test', testSchema()],
])(
  'the JSON Schema of %s documents is the one they are checked by (node test/policy/write-schema.ts)',
  (name, schema) => {
    const shipped = readFileSync(new URL(`../../policy/schema/${name}.schema.json`, import.meta.url), 'utf8')
    expect(JSON.parse(shipped)).toEqual(schema)
  },
)
