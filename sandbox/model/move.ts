/** The next thing to do: one call, and the words beside it. */
export interface Move {
  tool: string
  input: Record<string, unknown>
  words: string
  /** Written down beside it. */
  plan?: Record<string, unknown>
}

/** To a person, with what they should do then. */
export const escalate = (reason: string, next: readonly string[] = []): Move => ({
  tool: 'escalate',
  input: { reason: `stand-in model: ${reason}`, ...(next.length > 0 && { next }) },
  words: reason,
})

export const resolve = (summary: string): Move => ({
  tool: 'resolve',
  input: { template: 'resolved', summary: `stand-in model: ${summary}` },
  words: 'the change succeeded, the request is resolved',
})
