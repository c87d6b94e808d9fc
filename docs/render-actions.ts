import { z } from 'zod'
import { catalog } from '../catalog/index.ts'
import type { ActionDefinition } from '../contract/action.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
const codes = (values: readonly string[]): string => values.map((value) => `\`${value}\``).join(', ')

const nature = (action: ActionDefinition): string => (action.write ? 'write' : 'read')

function summary(action: ActionDefinition): string {
  const name = `[\`${action.name}\`](#${action.name.replaceAll('.', '')})`
  const marks = [action.credential ? 'credential' : '', action.selfService ? 'self-service' : '']
  return `| ${name} | ${nature(action)} | ${action.risk} | ${marks.filter((each) => each !== '').join(', ')} | ${cell(action.help)} |`
}

function parameters({ params, objects }: ActionDefinition): string {
  const schema = z.toJSONSchema(params, { io: 'input' }) as {
    properties?: Record<string, { type?: string; enum?: string[]; description?: string }>
    required?: string[]
  }
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => {
    const form = property.enum === undefined ? (property.type ?? '') : `one of ${codes(property.enum)}`
    const optional = schema.required?.includes(name) === true ? '' : 'optional; '
    const object = objects.find((each) => each.param === name)
    const names =
      object === undefined ? '' : ` (names a ${object.type}, resolved by the gate as ${object.role})`
    return `\`${name}\`: ${optional}${form}${property.description === undefined ? '' : `, ${property.description}`}${names}`
  })
  return rows.length === 0 ? 'none' : rows.join('; ')
}

function handedOver({ handsOver }: ActionDefinition): string {
  if (handsOver === undefined) return ''
  const to = 'once, to the person whose yes it ran on'
  if (handsOver === 'always') return to
  return `${to}, with ${codes(Object.entries(handsOver).map(([name, value]) => `${name}: ${value}`))}`
}

function section(action: ActionDefinition): string {
  const { target, reversible } = action
  const rows: [string, string][] = [
    ['version', String(action.version)],
    ['target', target === null ? `none; it deals in ${action.targetType}s` : target.describe],
    ['parameters', parameters(action)],
    ['call', `\`${action.call}\``],
    ['read back', action.readBack],
    ['hands over', handedOver(action)],
    ['settles', action.write ? `within ${action.settlesMs} ms` : ''],
    [
      'taken back by',
      reversible === null
        ? action.write
          ? 'nothing'
          : ''
        : `\`${reversible.by}\`: ${reversible.note}${reversible.back ? '' : '; by hand'}`,
    ],
    ['OAuth scopes', codes(action.scopes)],
    ['right of the acting person', action.adminRight ?? ''],
    ['needs', action.preconditions.join('; ')],
    ["events in the platform's log", codes(action.events)],
    ['may be told to a verified requester', codes(action.disclosable)],
  ]
  const shown = rows
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `| ${name} | ${cell(value)} |`)
  return `## \`${action.name}\`\n\n${action.help}\n\n| | |\n|---|---|\n${shown.join('\n')}\n`
}

/** docs/actions.md, written from the catalog alone. */
export function renderActions(): string {
  const actions = [...catalog.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1))
  return `# Actions

Everything that Dex can do, written from \`catalog/\` by \`node docs/generate.ts\`; change it there. What is not here does not
exist for the model, for policy and for the gate. \`dex action list --json\` prints the same.

A *write* changes something and runs through all nine steps of the gate; a *read* runs through all but the ledger. A
*credential* action touches a factor, a password or a recovery path: never by chat alone, never under a standing approval.
*Self-service* may be done by people on their own account, where policy allows it.

| action | | risk | | what |
|---|---|---|---|---|
${actions.map(summary).join('\n')}

${actions.map(section).join('\n')}`
}
