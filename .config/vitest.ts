import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './longest-first.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const timeouts = { testTimeout: 60_000, hookTimeout: 60_000 }

/** Rooms whose tests leave nothing behind in their process: many files share one, and what they import is read once. */
const rooms = [
  'activities',
  'api',
  'bench',
  'browser',
  'channels',
  'connectors',
  'console',
  'delegation',
  'egress',
  'gate',
  'house',
  'model',
  'policy',
  'sandbox',
  'spine',
  'store',
  'threats',
  'vault',
  'vendor',
  'workflows',
].map((room) => `test/${room}/**/*.test.ts`)

export default defineConfig({
  root,
  test: {
    globalSetup: ['test/support/global-setup.ts'],
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      { root, test: { name: 'rooms', include: rooms, isolate: false, ...timeouts } },
      { root, test: { name: 'whole', include: ['test/**/*.test.ts'], exclude: rooms, ...timeouts } },
    ],
  },
})
