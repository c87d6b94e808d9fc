import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where everything of one data directory lies. */
export const placesOf = (data: string) =>
  ({
    /** What a running `dex up` says of itself, for other commands. */
    running: join(data, 'up.json'),
    secrets: join(data, 'secrets.json'),
    ports: join(data, 'ports.json'),
    seeded: join(data, 'seeded.json'),
    session: join(data, 'session.json'),
    logs: join(data, 'logs'),
    processes: join(data, 'run'),
    keysShared: join(data, 'keys', 'shared'),
    keysApi: join(data, 'keys', 'api'),
    keysGate: join(data, 'keys', 'gate'),
    keysThink: join(data, 'keys', 'think'),
    keysPublic: join(data, 'keys', 'public'),
    requestKeys: join(data, 'request-keys'),
  }) as const
export type Places = ReturnType<typeof placesOf>

const program = (name: string): string => fileURLToPath(new URL(`../../../${name}`, import.meta.url))

/** The programs that `dex up` runs; the sandbox's is known by its path alone. */
export const programs = {
  api: program('api.ts'),
  worker: program('worker.ts'),
  heir: program('client/cli/up/heir.ts'),
  sandbox: program('sandbox/main.ts'),
  recorder: program('sandbox/recorder/main.ts'),
  sandboxPolicy: program('policy/sandbox'),
  sandboxCases: program('sandbox/cases'),
} as const
