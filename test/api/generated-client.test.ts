import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { renderClient } from '../../docs/render-client.ts'

/** Without what formatting decides. */
const squeezed = (text: string): string =>
  text.replaceAll(/[\s;,'"()]+/g, '').replaceAll(/([|{:=<])\|/g, '$1')

test('the console’s typed calls are those of the API as it describes itself', async () => {
  const file = readFileSync(new URL('../../client/console/api/operations.ts', import.meta.url), 'utf8')
  const current = squeezed(file) === squeezed(await renderClient())
  expect(current, 'it is older than the API: run `npm run build:client`').toBe(true)
})
