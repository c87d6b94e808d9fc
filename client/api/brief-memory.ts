/** What is kept for a moment by name and is then out of memory, whether it is asked for again or not. */
export interface BriefMemory<Value> {
  get(name: string): Value | undefined
  set(name: string, value: Value): void
}

/** `keptMs` counts from when a value was set; one set anew under its name counts anew. */
export function createBriefMemory<Value>(keptMs: number): BriefMemory<Value> {
  const all = new Map<string, { value: Value }>()
  return {
    get: (name) => all.get(name)?.value,
    set(name, value) {
      const entry = { value }
      all.set(name, entry)
      setTimeout(() => {
        if (all.get(name) === entry) all.delete(name)
      }, keptMs).unref()
    },
  }
}
