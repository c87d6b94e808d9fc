import { rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { readPointer } from '#process/embedded/postgres/pointer.ts'

/** Removes a data directory that was for one run alone. As root the embedded Postgres has its files elsewhere. */
export async function forgetData(directory: string): Promise<void> {
  const pointer = await readPointer(directory).catch(() => null)
  if (pointer) await rm(dirname(pointer.dataDirectory), { recursive: true, force: true })
  await rm(directory, { recursive: true, force: true })
}
