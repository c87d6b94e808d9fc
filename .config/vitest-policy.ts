import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * For mutation testing of the decision point: the policy room's own tests that need neither a service nor the solver, with few
 * cases of each property, because each runs for each mutant that it reaches; as one file, because each file starts a worker.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/policy/all-for-mutation.ts'],
    testTimeout: 60_000,
    maxWorkers: 1,
    env: { DEX_PROPERTY_RUNS: '15' },
  },
})
