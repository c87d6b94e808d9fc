import { writeFileSync } from 'node:fs'
import { policySchema } from '#policy/schema/document.ts'

/** `node test/policy/write-schema.ts` brings policy/schema/policy.schema.json up to date; schema.test.ts holds it there. */
const file = new URL('../../policy/schema/policy.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(policySchema(), null, 2)}\n`)
