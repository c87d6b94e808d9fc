/** One request as it may be looked at afterwards: counts and names, no content. */
export interface JournalEntry {
  number: number
  status: number
  messages: number
  results: number
  tools: string[]
  /** The tool that was called, null where none was. */
  picked: string | null
  fault: string | null
  stopReason: string | null
}

const kept = 1_000

export function createJournal() {
  let count = 0
  let entries: JournalEntry[] = []
  return {
    add(entry: Omit<JournalEntry, 'number'>): void {
      count += 1
      entries = [...entries.slice(-(kept - 1)), { number: count, ...entry }]
    },
    clear(): void {
      count = 0
      entries = []
    },
    /** `count` is of all requests since the last reset; `requests` the latest thousand. */
    show: () => ({ count, requests: entries }),
  }
}
