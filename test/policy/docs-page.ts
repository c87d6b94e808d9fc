import { readFileSync } from 'node:fs'
import type { DecisionInput } from '#contract/decision.ts'

const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8')

const fences = [...page.matchAll(/```(\w+)\n(.*?)```/gs)].map(([, language = '', text = '']) => ({
  language,
  text,
}))

export const blocksOf = (language: string): string[] =>
  fences.filter((fence) => fence.language === language).map(({ text }) => text)

/** The page's documents, each with the lines that say what comes of it. */
export const examples: { document: string; lines: string[] }[] = fences.flatMap(({ language, text }, at) => {
  const answers = fences[at + 1]
  if (language !== 'yaml' || answers?.language !== 'text') return []
  return [{ document: text, lines: answers.text.trim().split('\n') }]
})

export const pageInput = (): DecisionInput => JSON.parse(blocksOf('json')[0] ?? '') as DecisionInput

/** `target.type = "user", target.email is absent` done to the page's input. */
export function changed(changes: string): DecisionInput {
  const input = pageInput()
  if (changes === 'as it is') return input
  for (const change of changes.split(/, (?=[a-z]+(?:\.[a-z]+)* (?:=|is absent))/)) {
    const [, path = '', value] = /^([a-z.]+) (?:= (.*)|is absent)$/.exec(change) ?? []
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let record = input as unknown as Record<string, unknown>
    for (const key of keys) record = record[key] as Record<string, unknown>
    if (!(last in record) && path !== 'objects') throw new Error(`no such fact: ${change}`)
    if (value === undefined) delete record[last]
    else record[last] = JSON.parse(value) as unknown
  }
  return input
}
