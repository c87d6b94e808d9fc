/** One parameter as a form shows it. */
export interface Field {
  name: string
  describe: string
  kind: 'text' | 'choice' | 'boolean' | 'number' | 'json'
  choices: string[]
  required: boolean
}

interface Schema {
  type?: unknown
  enum?: unknown
  description?: unknown
  anyOf?: unknown
}

/** From the action's own JSON schema, in its order; empty while the catalog is not there. */
export function fieldsOf(actions: readonly unknown[], action: string): Field[] {
  const found = actions.find((each) => isRecord(each) && each['name'] === action)
  const params = isRecord(found) && isRecord(found['params']) ? found['params'] : {}
  const properties = isRecord(params['properties']) ? params['properties'] : {}
  const required = Array.isArray(params['required']) ? (params['required'] as unknown[]) : []
  return Object.entries(properties).map(([name, schema]) => {
    const { description, enum: choices } = schema as Schema
    return {
      name,
      describe: typeof description === 'string' ? description : '',
      kind: kindOf(schema as Schema),
      choices: Array.isArray(choices) ? choices.map(String) : [],
      required: required.includes(name),
    }
  })
}

function kindOf(schema: Schema): Field['kind'] {
  if (Array.isArray(schema.enum)) return 'choice'
  // Such as a number to write, or null to remove it.
  if (Array.isArray(schema.anyOf))
    return schema.anyOf.every((each) => ['string', 'null'].includes(String((each as Schema).type)))
      ? 'text'
      : 'json'
  if (schema.type === 'boolean') return 'boolean'
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  return schema.type === 'string' ? 'text' : 'json'
}

/** The parameters that the form stands for; an empty one is left out, or null where it has to be there. */
export function fromTexts(
  fields: readonly Field[],
  given: Readonly<Record<string, unknown>>,
  texts: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const params: Record<string, unknown> = { ...given }
  for (const { name, kind, required } of fields) {
    const text = texts[name]
    if (text === undefined) continue
    if (text === '' && kind !== 'boolean') {
      if (required) params[name] = null
      else delete params[name]
    } else params[name] = kind === 'text' || kind === 'choice' ? text : parsed(text)
  }
  return params
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export const asText = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

export function changesOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): { name: string; from: unknown; to: unknown }[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return names
    .map((name) => ({ name, from: before[name], to: after[name] }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to))
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
