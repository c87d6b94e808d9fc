import { writeFileSync } from 'node:fs'
import { renderClient } from './render-client.ts'

/** Writes the console's typed calls from the API's own description: `npm run build:client`. */
writeFileSync(new URL('../client/console/api/operations.ts', import.meta.url), await renderClient())
