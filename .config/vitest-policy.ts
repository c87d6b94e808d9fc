import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/**
 * For mutation testing of the policy room: its own tests that need neither a service nor the solver, with few cases of each
 * property, because each runs for each mutant that it reaches; as one file, because each file starts a worker. A part of the
 * room with its own tests alone takes a tenth of the time, and finds no more mutants killed than all would:
 * `DEX_MUTATION_TESTS=test/policy/load.test.ts npm run test:mutation -- --mutate 'policy/load/*.ts'`.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: process.env.DEX_MUTATION_TESTS?.split(',') ?? ['test/policy/all-for-mutation.ts'],
    testTimeout: 60_000,
    maxWorkers: 1,
    env: { DEX_PROPERTY_RUNS: '15' },
  },
})
