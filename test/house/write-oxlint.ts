import { writeFileSync } from 'node:fs'
import { format } from './format.ts'
import { oxlintConfiguration } from './oxlint.ts'

writeFileSync(
  new URL('../../.config/oxlint.json', import.meta.url),
  format('oxlint.json', JSON.stringify(oxlintConfiguration())),
)
