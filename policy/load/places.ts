/** Counting from 1. */
export interface Place {
  line: number
  column: number
}

/** Places in a text by offset; the text is not looked at before the first is asked for. */
export function placesIn(text: string): (offset: number) => Place {
  let starts: number[] | null = null
  return (offset) => {
    starts ??= startsOf(text)
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}

function startsOf(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
