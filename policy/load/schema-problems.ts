import type { z } from 'zod'
import { layers } from '#contract/decision.ts'
import type { Problem } from '../problem.ts'
import type { YamlDocument } from './yaml.ts'

type Issue = z.core.$ZodIssue

const issuesMax = 50

/** From what zod found to places in the file. */
export function schemaProblems(
  file: string,
  document: YamlDocument,
  error: z.ZodError,
  layerUnknown: boolean,
): Problem[] {
  return error.issues.slice(0, issuesMax).flatMap((issue) => problemsOf(file, document, issue, layerUnknown))
}

function problemsOf(file: string, document: YamlDocument, issue: Issue, layerUnknown: boolean): Problem[] {
  const path = issue.path
  const rule = ruleAt(document.value, path)
  const make = (
    code: string,
    place: { line: number; column: number },
    message: string,
    mend: string,
  ): Problem => ({
    code,
    file,
    ...place,
    message,
    mend,
    ...(rule === null ? {} : { rule }),
  })
  // Judged as if it were global: what a scope may hold is not known while the layer is not.
  if (layerUnknown && path[0] === 'scope') return []
  if (issue.code === 'unrecognized_keys') {
    const [first] = path
    const mend =
      first === 'scope'
        ? 'see which keys this layer’s scope may have in docs/policy.md'
        : 'remove it, or see docs/policy.md for the right name'
    return issue.keys.map((key) =>
      make('unknown_field', document.keyPlace(path, key), `unknown field \`${shown(key)}\``, mend),
    )
  }
  const name = path.map(String).join('.')
  const where = name === '' ? 'the document' : `\`${shown(name)}\``
  const place = document.place(path)
  if (path.length === 1 && path[0] === 'layer')
    return [
      make('layer_unknown', place, 'the layer is unknown or missing', `write one of ${layers.join(', ')}`),
    ]
  if (path.length === 1 && path[0] === 'kind')
    return [
      make(
        'kind_unknown',
        place,
        'the kind is unknown or missing',
        'write `kind: Policy`, `kind: Names`, `kind: Calendar` or `kind: Publishing`',
      ),
    ]
  if (path.length === 1 && path[0] === 'apiVersion')
    return [make('version_unknown', place, 'the version is unknown or missing', 'write `apiVersion: dex/v1`')]
  return [
    make(
      isUnsafe(issue) ? 'text_unsafe' : 'schema',
      place,
      `${where}: ${lowerFirst(issue.message)}`,
      mendOf(issue),
    ),
  ]
}

const isUnsafe = (issue: Issue): boolean => issue.code === 'custom' && issue.params?.code === 'text_unsafe'

function mendOf(issue: Issue): string {
  if (isUnsafe(issue)) return 'retype it'
  if (issue.code === 'invalid_type') return `write a value of type ${issue.expected}`
  if (issue.code === 'invalid_value') return `write one of ${issue.values.map(String).join(', ')}`
  if (issue.code === 'too_big' || issue.code === 'too_small') return 'keep to the bound'
  return 'see docs/policy.md'
}

function ruleAt(value: unknown, path: readonly PropertyKey[]): string | null {
  if (path[0] !== 'rules' || typeof path[1] !== 'number') return null
  const rules = (value as { rules?: { id?: unknown }[] }).rules
  const id = rules?.[path[1]]?.id
  return typeof id === 'string' ? shown(id) : null
}

const shown = (text: string): string => text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 100)
const lowerFirst = (message: string): string => message.charAt(0).toLowerCase() + message.slice(1)
