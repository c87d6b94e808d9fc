import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildConsole } from '#process/build-console.ts'

const firstLoadBytesMax = 250 * 1_024

let directory: string
let shell: string
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dex-build-'))
  await buildConsole(directory)
  shell = readFileSync(join(directory, 'index.html'), 'utf8')
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const bytesOf = (name: string): number => gzipSync(readFileSync(join(directory, name))).length

describe('the built console', () => {
  it('loads at most 250 KB before its first page, gzip, with the page', () => {
    const first = [...shell.matchAll(/(?:src|href)="\/(assets\/[^"]+\.(?:js|css))"/g)].map(
      ([, name = '']) => name,
    )
    expect(first.length).toBeGreaterThan(1)
    const inbox = readdirSync(join(directory, 'assets')).find((name) => name.startsWith('inbox-page'))
    const bytes = [...first, `assets/${inbox}`].reduce((sum, name) => sum + bytesOf(name), 0)
    expect(bytes).toBeLessThan(firstLoadBytesMax)
  })

  it('has a chunk for each page', () => {
    const chunks = readdirSync(join(directory, 'assets')).filter((name) => /-page-[\w-]+\.js$/.test(name))
    expect(chunks.map((name) => name.split('-page-')[0]).sort()).toEqual(
      [
        'activity',
        'autonomy',
        'connections',
        'in-doubt',
        'inbox',
        'list',
        'me',
        'policy',
        'settings',
        'standing',
        'story',
      ].sort(),
    )
  })

  it('is a production build with nothing inline and nothing from elsewhere', () => {
    const script = readdirSync(join(directory, 'assets')).find((name) => /^index-.*\.js$/.test(name))
    expect(readFileSync(join(directory, 'assets', script ?? ''), 'utf8')).not.toContain('jsxDEV')
    expect(
      shell.match(/<(script|style|link)[^>]*>/g)?.filter((tag) => !/(src|href)="\/assets\//.test(tag)),
    ).toEqual([])
    expect(shell.match(/<script[^>]*>/g)?.every((tag) => tag.includes('nonce="__NONCE__"'))).toBe(true)
    expect(shell).not.toMatch(/https?:/)
  })
})
