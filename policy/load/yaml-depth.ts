import { bounds } from '../schema/document.ts'

/** Deeper than any document that is in bounds, and far from where a recursive parser ends. */
const indentationMax = 400
const bracketsMax = bounds.depth * 4

/** Offset of the first place nested past the bound, before a recursive parser sees it: by brackets, indentation or dashes. */
export function tooDeep(text: string): number | null {
  let depth = 0
  for (let offset = 0; offset < text.length; offset++) {
    const character = text.charCodeAt(offset)
    if (character === 91 || character === 123) depth++
    else if (character === 93 || character === 125) depth = Math.max(0, depth - 1)
    else if (character === 10) {
      const start = offset + 1
      const first = afterSpaces(text, start)
      if (first - start > indentationMax || levelsFrom(text, first) > bounds.depth) return start
    }
    if (depth > bracketsMax) return offset
  }
  return null
}

function afterSpaces(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++
  return at
}

/** How many dashes, question marks and colons stand one behind the other, each of which begins a level. */
function levelsFrom(text: string, start: number): number {
  let levels = 0
  let at = start
  while (beginsLevel(text.charCodeAt(at))) {
    const next = afterSpaces(text, at + 1)
    if (next === at + 1) break
    levels++
    at = next
  }
  return levels
}

/** `-`, `?` or `:`; spaces must follow. */
const beginsLevel = (character: number): boolean => character === 45 || character === 63 || character === 58
