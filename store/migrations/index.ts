import { firstLight } from './0001-first-light.ts'

/** In order; a migration is never edited once it is on a main branch. The schema version is their count. */
export const migrations: readonly { name: string; sql: string }[] = [
  { name: '0001-first-light', sql: firstLight },
]
