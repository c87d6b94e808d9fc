import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** `npm run test:live`: against real tenants, by reads alone; not part of `npm test`. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: { include: ['test/live/live.ts'], testTimeout: 120_000, maxWorkers: 1 },
})
