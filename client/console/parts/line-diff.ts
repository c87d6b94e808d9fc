export interface DiffLine {
  mark: ' ' | '+' | '-'
  text: string
}

/** Larger than this is told as all out and all in; nobody reads it line by line. */
const cellsMax = 4_000_000

const linesOf = (text: string | null): string[] => (text === null ? [] : text.replace(/\n$/, '').split('\n'))

/** What became of a text, line by line, by the longest common subsequence. */
export function lineDiff(before: string | null, after: string | null): DiffLine[] {
  const [was, is] = [linesOf(before), linesOf(after)]
  const whole = (mark: '+' | '-', lines: readonly string[]): DiffLine[] =>
    lines.map((text) => ({ mark, text }))
  if (was.length * is.length > cellsMax) return [...whole('-', was), ...whole('+', is)]
  // common[i][j]: how many lines of was[i…] and is[j…] stay.
  const common = Array.from({ length: was.length + 1 }, () => new Uint32Array(is.length + 1))
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0
  for (let i = was.length - 1; i >= 0; i -= 1)
    for (let j = is.length - 1; j >= 0; j -= 1) {
      const row = common[i]
      if (row) row[j] = was[i] === is[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  const lines: DiffLine[] = []
  let [i, j] = [0, 0]
  while (i < was.length && j < is.length) {
    const [old, now] = [was[i] ?? '', is[j] ?? '']
    if (old === now) {
      lines.push({ mark: ' ', text: old })
      i += 1
      j += 1
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      lines.push({ mark: '-', text: old })
      i += 1
    } else {
      lines.push({ mark: '+', text: now })
      j += 1
    }
  }
  return [...lines, ...whole('-', was.slice(i)), ...whole('+', is.slice(j))]
}
