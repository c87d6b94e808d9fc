import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { readPointer } from '#process/embedded/postgres/pointer.ts'
import { endLeftover } from '#process/embedded/server.ts'
import { titleOf } from './child.ts'
import type { Places } from './places.ts'
import { temporalFiles } from './temporal.ts'

/** Ends, in order, what an earlier `dex up` of this data left running when it was killed: it holds our ports. */
export async function endLeftovers(data: string, places: Places, graceMs: number): Promise<void> {
  const files = await readdir(places.processes).catch(() => [])
  await Promise.all(
    files
      .filter((file) => file.endsWith('.pid'))
      .map((file) => {
        const mark = titleOf(basename(file, '.pid'), data)
        return endLeftover({ pidFile: join(places.processes, file), mark, graceMs })
      }),
  )
  const { pidFile, dataFile } = temporalFiles(data)
  const pointer = await readPointer(data)
  await Promise.all([
    endLeftover({ pidFile, mark: dataFile, graceMs }),
    pointer === null
      ? null
      : endLeftover({
          pidFile: join(pointer.dataDirectory, 'postmaster.pid'),
          mark: pointer.dataDirectory,
          graceMs,
          stopSignal: 'SIGINT',
        }),
  ])
}
