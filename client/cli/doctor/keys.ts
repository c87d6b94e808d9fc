import { lstat } from 'node:fs/promises'
import { placesOf } from '../up/places.ts'
import { bad, type Finding, good, note } from './finding.ts'

/** That the key directories are there, and their owner's alone. */
export async function examineKeys(data: string): Promise<Finding[]> {
  const { keysShared, keysApi, keysGate, requestKeys } = placesOf(data)
  const found: Finding[] = []
  for (const [name, path] of Object.entries({ keysShared, keysApi, keysGate, requestKeys })) {
    const state = await lstat(path).catch(() => null)
    if (state === null) {
      found.push(note(name, path, 'it is not there yet', '`dex up` makes it; for production: dex key create'))
    } else if ((state.mode & 0o077) !== 0) {
      found.push(bad(name, path, 'others on this machine may enter it', 'chmod 700 the directory'))
    } else found.push(good(name, null, path))
  }
  return found
}
