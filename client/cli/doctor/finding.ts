/** What is known of one part; `note` is worth a look, `wrong` keeps Dex from working. */
export interface Finding {
  part: string
  state: 'ok' | 'note' | 'wrong'
  version: string | null
  /** An address or a path. */
  where: string | null
  problem: string | null
  mend: string | null
}

export const good = (part: string, version: string | null, where: string | null): Finding => ({
  part,
  state: 'ok',
  version,
  where,
  problem: null,
  mend: null,
})

export const bad = (part: string, where: string | null, problem: string, mend: string): Finding => ({
  part,
  state: 'wrong',
  version: null,
  where,
  problem,
  mend,
})

export const note = (part: string, where: string | null, problem: string, mend: string): Finding => ({
  ...bad(part, where, problem, mend),
  state: 'note',
})

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
