import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApi } from '#client/api/create-api.ts'
import { pagePaths } from '#client/console/pages.ts'
import { createTestApi, type TestApi } from './support/test-api.ts'

let api: TestApi
let directory: string
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dex-console-'))
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'index.html'), '<!doctype html><script nonce="__NONCE__" src="/assets/a.js">')
  writeFileSync(join(directory, 'assets', 'a-1234.js'), `export const a = '${'x'.repeat(2_000)}'`)
  writeFileSync(join(directory, 'assets', 'a-1234.js.map'), '{}')
  api = await createTestApi({ deps: { consoleDirectory: directory } })
})
afterAll(async () => {
  await api?.close()
  rmSync(directory, { recursive: true, force: true })
})

describe('the console’s page', () => {
  it('is the same for everybody, with a nonce of each response', async () => {
    const nonces = new Set<string>()
    const session = await api.browserSession(api.person('Identity Lead'))
    for (const path of pagePaths) {
      const answer = await api.call({ url: path.replace(':id', 'x1'), headers: session.headers })
      expect([path, answer.statusCode]).toEqual([path, 200])
      const nonce = /nonce="([\w-]{22})"/.exec(answer.body)?.[1] ?? ''
      expect(answer.headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`)
      expect(answer.headers['content-security-policy']).not.toMatch(/unsafe|\*|http/)
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.body).not.toContain(session.person)
      nonces.add(nonce)
    }
    expect(nonces.size).toBe(pagePaths.length)
  })

  it('comes with files that may stay, by exactly their names', async () => {
    const plain = await api.call({ url: '/assets/a-1234.js' })
    expect(plain.headers).toMatchObject({
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': 'text/javascript; charset=utf-8',
      'x-content-type-options': 'nosniff',
    })
    const zipped = await api.call({ url: '/assets/a-1234.js', headers: { 'accept-encoding': 'gzip, br' } })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(zipped.rawPayload.length).toBeLessThan(plain.rawPayload.length)
    for (const name of ['a-1234.js.map', '..%2Findex.html', '%2e%2e%2findex.html', 'none.js'])
      expect([name, (await api.call({ url: `/assets/${name}` })).statusCode]).toEqual([name, 404])
  })

  it('says how to build it where it was not', async () => {
    const bare = await createApi({ ...api.deps, consoleDirectory: join(directory, 'nowhere') })
    try {
      const answer = await bare.inject({ url: '/' })
      expect(answer.statusCode).toBe(503)
      expect(answer.body).toContain('npm run build:console')
      expect(answer.body).toContain('class="sandbox"')
      expect(answer.body).not.toMatch(/<script|style=|onclick/)
      expect((await bare.inject({ url: '/style.css' })).headers['content-type']).toContain('text/css')
    } finally {
      await bare.close()
    }
  })
})

describe('what the console may', () => {
  it('is told from the one authorization table', async () => {
    const mayOf = async (title: string) => {
      const { headers } = await api.browserSession(api.person(title))
      const answer = await api.call({ url: '/api/me', headers })
      return answer.json<{ may: string[] }>().may
    }
    expect(await mayOf('Identity Lead')).toContain('POST /api/approvals/:id/approve')
    const auditor = await mayOf('Security Analyst')
    expect(auditor).toContain('GET /api/approvals')
    const decides = /approve|reject|instruct|take-over|publish/
    expect(auditor.filter((line) => line.startsWith('POST ') && decides.test(line))).toEqual([])
    expect(await mayOf('Accountant')).not.toContain('GET /api/activity')
  })
})
