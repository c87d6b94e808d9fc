import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { format } from './format.ts'
import { io, type Place, packages, places, rooms, withoutFetch, withoutIo } from './import-table.ts'
import { oxlintConfiguration } from './oxlint.ts'

const checkout = fileURLToPath(new URL('../..', import.meta.url))

interface Case {
  line: string
  refused: boolean
}

// `$` becomes the line's number: a name twice would be a syntax error, and the file not be linted at all
const kinds = {
  value: (from: string) => `import { value as value$ } from '${from}'`,
  type: (from: string) => `import type { Type as Type$ } from '${from}'`,
  'inline type': (from: string) => `import { type Inline as Inline$ } from '${from}'`,
  dynamic: (from: string) => `void import('${from}')`,
  're-export': (from: string) => `export * from '${from}'`,
  'named re-export': (from: string) => `export { value as exported$ } from '${from}'`,
  'type re-export': (from: string) => `export type { Type as Exported$ } from '${from}'`,
} as const
const typeKinds = ['type', 'inline type', 'type re-export']

/** Each file of a place that cases are planted in, one a line: near its top and, for a folder, deeper down too. */
const filesOf = (place: Place): string[] =>
  place.files.flatMap((file) =>
    file.endsWith('/**')
      ? [`${file.slice(0, -2)}planted.ts`, `${file.slice(0, -2)}deep/down/planted.ts`]
      : [file],
  )

function casesOf(place: Place, file: string): Case[] {
  const cases: Case[] = []
  const covers = (globs: readonly string[], room: string): boolean => globs.includes(`${room}/**`)
  for (const room of rooms) {
    for (const [kind, text] of Object.entries(kinds)) {
      const typeOnly = typeKinds.includes(kind) && covers(place.types ?? [], room)
      cases.push({ line: text(`#${room}/planted.ts`), refused: !covers(place.rooms, room) && !typeOnly })
    }
  }
  for (const { group, in: allowed } of packages) {
    for (const name of group.map((glob) => glob.replace(/\*+$/, 'x'))) {
      cases.push({ line: kinds.value(name), refused: !allowed.includes(place.name) })
    }
  }
  const up = '../'.repeat(file.split('/').length - 1)
  if (up === '') {
    for (const text of Object.values(kinds)) cases.push({ line: text('./sandbox/main.ts'), refused: true })
  } else {
    for (const target of ['contract/error.ts', 'connectors/okta/index.ts', 'worker.ts']) {
      for (const text of Object.values(kinds)) cases.push({ line: text(`${up}${target}`), refused: true })
    }
    cases.push({ line: kinds.value('./other.ts'), refused: false })
    cases.push({ line: kinds.value('../other.ts'), refused: false })
  }
  for (const name of io) cases.push({ line: kinds.value(name), refused: withoutIo.includes(place.name) })
  cases.push({ line: "void fetch('https://x.example')", refused: withoutFetch.includes(place.name) })
  return cases.map((entry, index) => ({ ...entry, line: entry.line.replaceAll('$', String(index + 1)) }))
}

let root: string
/** `file:line` of all that was refused. */
let refused: Set<string>

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'dex-imports-'))
  for (const file of ['.oxlintrc.json', '.config/oxlint.json']) cpSync(join(checkout, file), join(root, file))
  for (const place of places) {
    for (const file of filesOf(place)) {
      const text = casesOf(place, file).map(({ line }) => line)
      mkdirSync(dirname(join(root, file)), { recursive: true })
      writeFileSync(join(root, file), `${text.join('\n')}\n`)
    }
  }
  refused = await lint()
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

const lint = (): Promise<Set<string>> =>
  new Promise((resolve, reject) => {
    const oxlint = join(checkout, 'node_modules/.bin/oxlint')
    execFile(
      oxlint,
      ['-c', '.oxlintrc.json', '-f', 'json'],
      { cwd: root, maxBuffer: 200_000_000 },
      (_, stdout) => {
        try {
          const { diagnostics } = JSON.parse(stdout) as {
            diagnostics: { code: string; filename: string; labels: { span: { line: number } }[] }[]
          }
          const found = diagnostics.filter(({ code }) => /no-restricted-(imports|globals)/.test(code))
          resolve(new Set(found.map(({ filename, labels }) => `${filename}:${labels[0]?.span.line}`)))
        } catch (error) {
          reject(error as Error)
        }
      },
    )
  })

test('the configuration is the one that the table gives', () => {
  const written = readFileSync(join(checkout, '.config/oxlint.json'), 'utf8')
  expect(written, 'run `node test/house/write-oxlint.ts`').toBe(
    format('oxlint.json', JSON.stringify(oxlintConfiguration())),
  )
})

const files = places.flatMap((place) => filesOf(place).map((file) => ({ place, file })))

test.each(files)(
  '$file refuses what the table does not give it, in every form, and takes the rest',
  ({ place, file }) => {
    const wrong = casesOf(place, file)
      .map((entry, index) => ({ ...entry, was: refused.has(`${file}:${index + 1}`) }))
      .filter((entry) => entry.refused !== entry.was)
    expect(wrong).toEqual([])
  },
)

test('`npm run lint` uses that configuration', () => {
  const { scripts } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  expect(scripts.lint).toContain('oxlint -c .oxlintrc.json')
  expect(scripts.test).toContain('npm run lint')
})
