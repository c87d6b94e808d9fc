import type { Environment } from '@marcbachmann/cel-js'
import { RE2JS } from 're2js'
import type { ZonedParts } from '../decide/zone.ts'
import { createZones } from '../decide/zone.ts'

const timestamp = 'google.protobuf.Timestamp'

/**
 * The library's own versions of these run the host's regular expressions, or read the machine's time zone.
 * A condition names them as CEL does; before it is checked they are exchanged for these (fragment.ts).
 */
export const exchanged: Readonly<Record<string, string>> = {
  matches: 'dexMatches',
  lowerAscii: 'dexLowerAscii',
  upperAscii: 'dexUpperAscii',
  getDate: 'dexGetDate',
  getDayOfMonth: 'dexGetDayOfMonth',
  getDayOfWeek: 'dexGetDayOfWeek',
  getFullYear: 'dexGetFullYear',
  getHours: 'dexGetHours',
  getMinutes: 'dexGetMinutes',
  getMonth: 'dexGetMonth',
  getSeconds: 'dexGetSeconds',
}

/** The pattern as RE2 understands it, linear in the text's length; throws what is wrong with it. */
export const compilePattern = (pattern: string): RE2JS => RE2JS.compile(pattern)

export function registerFunctions(environment: Environment): void {
  const sync = { async: false }
  const patterns = new Map<string, RE2JS>()
  const zones = createZones()
  const add = (signature: string, handler: (...values: never[]) => unknown): void => {
    environment.registerFunction(signature, handler as (...values: unknown[]) => unknown, sync)
  }
  add('string.dexMatches(string): bool', (text: string, pattern: string) => {
    let compiled = patterns.get(pattern)
    if (compiled === undefined) {
      // Patterns are literals of the bundle (fragment.ts), so that this grows no further than it does.
      compiled = compilePattern(pattern)
      patterns.set(pattern, compiled)
    }
    return compiled.test(text)
  })
  add('string.dexLowerAscii(): string', (text: string) =>
    text.replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  )
  add('string.dexUpperAscii(): string', (text: string) =>
    text.replace(/[a-z]+/g, (part) => part.toUpperCase()),
  )
  for (const [name, pick] of Object.entries(fields)) {
    add(`${timestamp}.${name}(): int`, (moment: Date) => BigInt(pick(zones(moment, 'UTC'))))
    add(`${timestamp}.${name}(string): int`, (moment: Date, zone: string) =>
      BigInt(pick(zones(moment, zone))),
    )
  }
}

/** Counted as the CEL specification does: months, days of the month and of the week from 0, `getDate` from 1. */
const fields: Record<string, (parts: ZonedParts) => number> = {
  dexGetDate: (parts) => parts.day,
  dexGetDayOfMonth: (parts) => parts.day - 1,
  dexGetDayOfWeek: (parts) => (parts.weekday + 1) % 7,
  dexGetFullYear: (parts) => parts.year,
  dexGetHours: (parts) => parts.hour,
  dexGetMinutes: (parts) => parts.minute,
  dexGetMonth: (parts) => parts.month - 1,
  dexGetSeconds: (parts) => parts.second,
}
