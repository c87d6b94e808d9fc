import type { Out } from '../out.ts'

/** Tells the tour and keeps count: a fact that is not so is said as loudly as the others. */
export interface Teller {
  scene(title: string): void
  say(text: string): void
  quote(text: string): void
  /** Something that was looked up, and whether it is so. */
  fact(text: string, isSo: boolean): void
  readonly facts: { scene: string; fact: string; ok: boolean; seconds: number }[]
}

export function createTeller(out: Out): Teller {
  const started = performance.now()
  const facts: Teller['facts'] = []
  let title = ''
  const seconds = (): number => (performance.now() - started) / 1_000
  const clock = (): string => seconds().toFixed(1).padStart(5)
  return {
    facts,
    scene(text) {
      title = text
      out.say(`\n${text}`)
    },
    say: (text) => out.say(`${clock()} s  ${text}`),
    quote(text) {
      for (const line of text.split('\n')) out.say(`         | ${line}`)
    },
    fact(fact, ok) {
      facts.push({ scene: title, fact, ok, seconds: Number(seconds().toFixed(1)) })
      out.say(`${clock()} s  ${ok ? 'checked' : 'NOT SO '}  ${fact}`)
    },
  }
}
