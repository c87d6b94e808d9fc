import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { scopesFor } from '#delegation/scopes.ts'
import { catalog } from '#catalog/index.ts'
import { renderActions } from '../../docs/render-actions.ts'
import { renderData } from '../../docs/render-data.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const mend = 'run `node docs/generate.ts`'

const pages = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)))

const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '')

/** As GitHub makes them of headings. */
const anchors = (text: string): string[] =>
  [...withoutCode(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

test('every relative link of every page leads to a file, and to a heading where it names one', () => {
  const broken = pages.flatMap((page) =>
    [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z]+:/.test(link)) return []
      const [path = '', anchor] = link.split('#')
      const file = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(join(root, file))) return [`${page}: ${link}`]
      return anchor === undefined || anchors(read(file)).includes(anchor) ? [] : [`${page}: ${link}`]
    }),
  )
  expect(broken).toEqual([])
})

test('every npm script that a page names is one', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = pages.flatMap((page) =>
    [...read(page).matchAll(/\bnpm (?:run ([a-z][a-z:-]*)|(test|start)\b)/g)].map(
      ([, run, short]) => [page, run ?? short ?? ''] as const,
    ),
  )
  expect(named.filter(([, script]) => !(script in scripts))).toEqual([])
  const inReadme = new Set(named.filter(([page]) => page === 'README.md').map(([, script]) => script))
  expect(['demo', 'test', 'start'].filter((script) => !inReadme.has(script))).toEqual([])
})

test('docs/actions.md is what the catalog gives', () => {
  expect(read('docs/actions.md'), mend).toBe(renderActions())
})

test('docs/data.md is what its lists give', () => {
  expect(read('docs/data.md'), mend).toBe(renderData())
})

test.each(['okta', 'microsoft', 'google'])(
  'docs/connect-%s.md names exactly the scopes that connections ask for, and who asks for each',
  (platform) => {
    const kinds = ['admin', 'investigate', 'own'] as const
    const asked = new Map<string, string[]>()
    for (const kind of kinds)
      for (const scope of scopesFor(platform, kind, catalog.values())) {
        const name = scope.replace('https://www.googleapis.com/auth/', '')
        asked.set(name, [...(asked.get(name) ?? []), kind])
      }
    const rows = read(`docs/connect-${platform}.md`).matchAll(
      /^\| `([A-Za-z_.-]+)` \| ((?:admin|investigate|own)[^|]*) \|/gm,
    )
    const documented = [...rows].map(([, scope = '', asking = '']) => `${scope}: ${asking.trim()}`)
    expect(documented.toSorted()).toEqual(
      [...asked].map(([scope, asking]) => `${scope}: ${asking.join(', ')}`).toSorted(),
    )
  },
)

test('the licence is the one that package.json names, whole', () => {
  const { license } = JSON.parse(read('package.json')) as { license: string }
  expect(license).toBe('Apache-2.0')
  const text = read('LICENSE')
  expect(text).toContain('Version 2.0, January 2004')
  expect(text).toContain('END OF TERMS AND CONDITIONS')
})
