import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { type Code, codes } from '#contract/codes.ts'
import { renderConfiguration } from '#process/configuration/render.ts'
import { causes } from '../../docs/error-causes.ts'
import { renderErrors } from '../../docs/render-errors.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const errors = new URL('../../docs/errors/', import.meta.url)
const mend = 'run `node docs/generate.ts`'

/** What git tracks or would track, so that a file counts before it is committed. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && existsSync(`${root}${file}`) && lstatSync(`${root}${file}`).isFile())

test('no file names a path of the machine it was written on', () => {
  // written so that this file is not one of those it finds
  const path = new RegExp(['/(root|home/[a-z]+|Users/[A-Za-z]+|work|workspace)/', '[A-Za-z.]'].join(''))
  const found = files
    .filter((file) => file !== 'package-lock.json')
    .flatMap((file) =>
      readFileSync(`${root}${file}`, 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          path.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : [],
        ),
    )
  expect(found).toEqual([])
})

test('the lock file names the public registry alone', () => {
  const { packages } = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')) as {
    packages: Record<string, { resolved?: string }>
  }
  const hosts = Object.values(packages).flatMap(({ resolved }) => (resolved ? [new URL(resolved).host] : []))
  expect(hosts.filter((host) => host !== 'registry.npmjs.org')).toEqual([])
})

test('nothing configures a registry, an index or a proxy of one machine', () => {
  const names = files.filter((file) => /(^|\/)(\.npmrc|\.yarnrc.*|pip\.conf|go\.env)$/.test(file))
  expect(names).toEqual([])
})

test('every error code has its page, and every page its code', () => {
  const pages = renderErrors()
  expect(readdirSync(errors).toSorted()).toEqual([...pages.keys()].toSorted())
  for (const [name, text] of pages) expect(readFileSync(new URL(name, errors), 'utf8'), mend).toBe(text)
})

test('every error page says when it is met', () => {
  expect((Object.keys(codes) as Code[]).filter((code) => !causes[code])).toEqual([])
})

test('texts of errors are lower case and have no full stop', () => {
  const wrong = Object.values(codes)
    .flatMap(({ text, mend: way }) => [text, way])
    .filter((text) => /^[A-Z][a-z]/.test(text) || text.endsWith('.'))
  expect(wrong).toEqual([])
})

test('docs/configuration.md is what the table gives', () => {
  expect(readFileSync(`${root}docs/configuration.md`, 'utf8'), mend).toBe(renderConfiguration())
})
