import { resolve } from 'node:path'

/**
 * A program of its own: ends what `dex up` started on a data directory once stdin ends, as it does when that process is
 * killed. Loads what it needs only then; a start on the same data waits longer for the lock than this takes.
 */
for await (const _ of process.stdin);
const [{ endLeftovers }, { placesOf }] = await Promise.all([import('./leftovers.ts'), import('./places.ts')])
const data = resolve(process.argv[2] ?? '')
await endLeftovers(data, placesOf(data), 3_000)
