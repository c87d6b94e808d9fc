import { type Intent, intentOf } from './intents/index.ts'

/** How people put a second wish into one ticket. */
const seam = /(?<=[.!?;:])\s+(?=(?:and then|also|besides|additionally|second(?:ly)?|2[.)])\b)|;\s*and\b/i

export interface Task {
  intent: Intent
  /** The part of the text that says it. */
  words: string
}

/** What a text wishes, one after the other: more than one where it says so and each part is a wish of its own. */
export function tasksOf(text: string): Task[] {
  const parts = text.split(seam)
  const tasks = parts.flatMap((words) => {
    const intent = intentOf(words)
    return intent && intent.steps.some((step) => step.write) ? [{ intent, words }] : []
  })
  const kinds = new Set(tasks.map(({ intent }) => intent.id))
  if (kinds.size > 1) return tasks
  const intent = intentOf(text)
  return intent ? [{ intent, words: text }] : []
}
