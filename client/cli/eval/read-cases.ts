import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { LineCounter, parseDocument } from 'yaml'
import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import { type Case, CaseFile } from './case.ts'
import { assertPatternOf } from './write-pattern.ts'

const invalid = (file: string, line: number | null, message: string): DexError =>
  new DexError('input_invalid', `${file}${line === null ? '' : `:${line}`}: ${message}`, {
    mend: 'docs/eval.md says how a case is written',
  })

/** Every case of a directory, one file a category. Throws `input_invalid` with file, line and what is wrong. */
export async function readCases(directory: string): Promise<Case[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.yaml')).toSorted()
  if (names.length === 0) throw invalid(directory, null, 'no cases are there')
  const files = await Promise.all(
    names.map(async (name) => parseCases(name, await readFile(join(directory, name), 'utf8'))),
  )
  const cases = files.flat()
  const twice = cases.find(({ id }, at) => cases.findIndex((other) => other.id === id) !== at)
  if (twice) throw invalid(`${twice.category}.yaml`, null, `the id \`${twice.id}\` is there twice`)
  return cases
}

export function parseCases(file: string, text: string): Case[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error) throw invalid(file, lines.linePos(error.pos[0]).line, error.message.split('\n', 1)[0] ?? '')
  const parsed = CaseFile.safeParse(document.toJS())
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalid(file, lineOf(issue?.path ?? []), `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  const category = basename(file, '.yaml')
  const cases = parsed.data.cases.map((each): Case => ({ ...each, category, variant: false }))
  cases.forEach((each, at) => check(each, (message) => invalid(file, lineOf(['cases', at]), message)))
  return cases

  function lineOf(path: readonly PropertyKey[]): number | null {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: [number, number, number] }
        | undefined
      if (node?.range) return lines.linePos(node.range[0]).line
    }
    return null
  }
}

/** What zod cannot see: names that lead nowhere. */
function check(each: Case, wrong: (message: string) => DexError): void {
  if (!('requester' in each.cast)) throw wrong(`\`${each.id}\`: the cast has no requester`)
  const known = (name: string): boolean => name in each.cast
  const writes = [...each.expect.writes, ...each.expect.or.flat(), ...each.expect.proposes]
  for (const { action } of writes) {
    if (!catalog.has(action)) throw wrong(`\`${each.id}\`: there is no action \`${action}\``)
  }
  for (const { action } of [...each.expect.writes, ...each.expect.or.flat()]) assertPatternOf(action)
  const things = [
    ...writes.flatMap((write) => [write.on, ...(write.with === undefined ? [] : [write.with])]),
    ...each.expect.state.map((state) => state.of),
    ...each.given.flatMap((given) => ('of' in given ? [given.of] : [])),
  ]
  const persons = things.flatMap((thing) => {
    if (thing.startsWith('device:')) return [thing.slice('device:'.length)]
    return thing.includes(':') ? [] : [thing]
  })
  const said = [each.title, each.text, ...each.answers].flatMap((text) =>
    [...text.matchAll(/\{([a-z][a-z0-9]*)\.\w+\}/g)].map(([, name = '']) => name),
  )
  const actor = each.actor === undefined ? [] : [each.actor]
  const stray = [...persons, ...said, ...actor].find((name) => !known(name))
  if (stray !== undefined) throw wrong(`\`${each.id}\`: \`${stray}\` is nobody of the cast`)
}
