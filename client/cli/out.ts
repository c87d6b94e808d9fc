import type { Io } from './io.ts'
import { visible } from './visible.ts'

/** Where a command's words go: with `--json` stdout carries JSON alone, and people read stderr. */
export interface Out {
  readonly json: boolean
  /** A line for people. */
  say(text: string): void
  /** The one document of this command. */
  result(value: unknown, forPeople: () => string): void
  /** One of several; for people `forPeople` makes the line. */
  each(value: unknown, forPeople: () => string): void
}

const line = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`)

export function createOut(io: Io, json: boolean): Out {
  const print = (value: unknown, forPeople: () => string): void => {
    if (json) return io.stdout(`${JSON.stringify(value)}\n`)
    const text = visible(forPeople())
    if (text !== '') io.stdout(line(text))
  }
  return {
    json,
    say: (text) => (json ? io.stderr : io.stdout)(line(visible(text))),
    result: print,
    each: print,
  }
}
