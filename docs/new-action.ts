import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * `node docs/new-action.ts PLATFORM.OBJECT.VERB [--write]` makes the skeleton of an action: its definition, its connector,
 * and their lines. What it cannot know says `todo`; what is missing then, the compiler names: the case in the tests' table.
 */
const usage = 'usage: node docs/new-action.ts PLATFORM.OBJECT.VERB [--write]'

/** What a connector's actions are given. */
const runs: Readonly<Record<string, { name: string; type: string; file: string }>> = {
  okta: { name: 'run', type: 'OktaRun', file: 'run.ts' },
  microsoft: { name: 'run', type: 'MicrosoftRun', file: 'run.ts' },
  google: { name: 'run', type: 'GoogleRun', file: 'run.ts' },
  scim: { name: 'wire', type: 'ScimWire', file: 'wire.ts' },
}

const root = fileURLToPath(new URL('..', import.meta.url))
const [name = '', flag] = process.argv.slice(2)
const [platform = '', object = '', verb = ''] = name.split('.')
const run = Object.hasOwn(runs, platform) ? runs[platform] : undefined
const fits =
  /^[a-z]+\.[a-z][a-z_]*\.[a-z][a-z0-9_]*$/.test(name) && (flag === undefined || flag === '--write')
if (!fits || run === undefined) refuse(usage)
const write = flag === '--write'

const file = `${object}-${verb}`.replaceAll('_', '-')
const camel = (words: string): string =>
  words.replaceAll(/[._-]([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase())
const action = camel(file)
const definition = camel(name)

const definitionText = `import { z } from 'zod'
import { defineAction } from '../define.ts'

export const ${definition} = defineAction({
  name: '${name}',
  version: 1,
  platform: '${platform}',
  params: z.strictObject({}),
  target: { type: '${object}', describe: 'todo: which id' },
  targetType: '${object}',
  objects: [],
  write: ${write},
  credential: false,
  disclosable: [],
  settlesMs: ${write ? '2_000' : '0'},
  risk: '${write ? 'high' : 'low'}',
  reversible: null,
  selfService: false,
  scopes: [],
  adminRight: 'todo',
  preconditions: [],
  events: [],
  call: 'todo: METHOD /path',
  readBack: '${write ? 'todo' : 'a read'}',
  help: 'todo',
  returns: z.strictObject({}),
  sentence: ({ target }) => \`todo \${target?.id ?? 'unknown'}\`,
})
`

const connectorText = `import type { ActionConnector } from '#contract/connector.ts'
import type { ${run.type} } from '../${run.file}'

export const ${action} = (_${run.name}: ${run.type}): ${write ? 'Required<ActionConnector>' : 'ActionConnector'} => ({
  execute: () => Promise.reject(new Error('todo: one call of the platform')),
${write ? "\n  happened: () => Promise.reject(new Error('todo: what the platform shows')),\n" : ''}})
`

create(join('catalog', platform, `${file}.ts`), definitionText)
create(join('connectors', platform, 'actions', `${file}.ts`), connectorText)

const registry = existsSync(join(root, 'catalog', platform, 'index.ts'))
  ? join('catalog', platform, 'index.ts')
  : join('catalog', 'index.ts')
const below = registry === join('catalog', 'index.ts') ? `./${platform}/` : './'
insert(registry, new RegExp(`^import \\{ ${platform}`), `import { ${definition} } from '${below}${file}.ts'`)
insert(registry, new RegExp(`^  ${platform}\\w+,$`), `  ${definition},`)

const connector = join('connectors', platform, 'index.ts')
insert(connector, /^import \{ \w+ \} from '\.\/actions\//, `import { ${action} } from './actions/${file}.ts'`)
insert(connector, new RegExp(`^ +'${platform}\\.`), `'${name}': ${action}(${run.name}),`)

process.stdout.write(
  `then: fill in what says \`todo\`, the emulator's route, its row in docs/fidelity.md, its case in test/connectors\n`,
)

function create(path: string, text: string): void {
  if (existsSync(join(root, path))) refuse(`\`${path}\` is there already`)
  writeFileSync(join(root, path), text)
  process.stdout.write(`${path}\n`)
}

/** Among the lines that are like it, in their order and at their depth. */
function insert(path: string, like: RegExp, line: string): void {
  const lines = readFileSync(join(root, path), 'utf8').split('\n')
  const alike = lines.map((text, index) => ({ text, index })).filter(({ text }) => like.test(text))
  const last = alike.at(-1)
  if (last === undefined) refuse(`no line in \`${path}\` to put \`${line}\` beside`)
  const indent = /^ */.exec(last.text)?.[0] ?? ''
  const next = alike.find(({ text }) => text.trim() > line.trim())?.index ?? last.index + 1
  lines.splice(next, 0, indent + line.trim())
  writeFileSync(join(root, path), lines.join('\n'))
  process.stdout.write(`${path}: ${line.trim()}\n`)
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
