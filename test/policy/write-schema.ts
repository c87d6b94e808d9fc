import { writeFileSync } from 'node:fs'
import { policySchema } from '#policy/schema/document.ts'
import { testSchema } from '#policy/schema/test-document.ts'

/** `node test/policy/write-schema.ts` brings both schemas of policy/schema/ up to date; schema.test.ts holds them there. */
const folder = new URL('../../policy/schema/', import.meta.url)
for (const [name, schema] of [
  ['policy', policySchema()],
  ['test', testSchema()],
] as const)
  writeFileSync(new URL(`${name}.schema.json`, folder), `${JSON.stringify(schema, null, 2)}\n`)
