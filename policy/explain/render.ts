import type { Explanation } from './explain.ts'

/** For a terminal or a comment: plain text, lines without an end. */
export function renderExplanation({ says, layers, obligations, bundle }: Explanation): string {
  const lines = [says, '']
  for (const { layer, says: said, rules, change } of layers) {
    lines.push(`  ${layer.padEnd(10)} ${said}`)
    for (const rule of rules) {
      const shadow = rule.mode === 'shadow' ? ' [shadow: reported, does not count]' : ''
      const because = rule.because === null ? '' : `: ${rule.because}`
      lines.push(
        `  ${''.padEnd(10)}   ${rule.effect} ${rule.id} (${rule.file}:${rule.line})${because}${shadow}`,
      )
    }
    for (const each of change) lines.push(`  ${''.padEnd(10)}   → ${each}`)
  }
  if (obligations.length > 0) lines.push('', 'before it runs:', ...obligations.map((each) => `  - ${each}`))
  lines.push('', `bundle ${bundle}`)
  return lines.join('\n')
}
