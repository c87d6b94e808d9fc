import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { authorization } from '#client/api/authorization.ts'
import { toolNameOf, toolsFor } from '#model/tools.ts'
import { readTurn } from '#model/read-turn.ts'
import { ask, definitions, modelAt, turnOf } from '../model/harness.ts'

// T23: a tenant's own MCP servers would be tools that nobody classified. None can be registered: there is no such door.

const root = fileURLToPath(new URL('../..', import.meta.url))
const tools = toolsFor(definitions)
const own = ['plan', 'bulk', 'wait', 'resolve', 'escalate']

test('T23: what the model is offered is the catalog and its own words, and the API request names no server', async () => {
  expect(tools.map((tool) => tool.name).toSorted()).toEqual(
    [...definitions.map((each) => toolNameOf(each.name)), ...own].toSorted(),
  )
  const bodies: string[] = []
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => bodies.push(chunk.toString()))
    request.on('end', () => response.writeHead(500).end('{}'))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await expect(turnOf(modelAt(url), [ask('Phone', 'I lost my phone')], tools)).rejects.toThrow()
  await new Promise((done) => server.close(done))
  const sent = JSON.parse(bodies.join('')) as { tools: { name: string; type?: string }[] }
  expect(Object.keys(sent).filter((key) => /mcp|server|container/i.test(key))).toEqual([])
  // A tool of the provider's own would carry a type that is not a plain one's.
  expect(sent.tools.filter(({ type = 'custom' }) => type !== 'custom')).toEqual([])
})

test('T23: a call to a registered tool that there never was is refused, whatever its name', () => {
  for (const name of ['mcp__files__read', 'mcp_call_tool', 'tools_call', 'okta.user.reset_factors'])
    expect(
      readTurn(
        {
          content: [{ type: 'tool_use', id: 't1', name, input: { target: 'x', purpose: 'y' } }],
          stopReason: 'tool_use',
          usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
          model: 'any',
        },
        definitions,
      ),
    ).toMatchObject({ kind: 'calls', calls: [], problems: [{ code: 'action_unknown' }] })
})

test('T23: no route, no setting, no variable and no package of ours speaks of such servers', () => {
  expect(Object.keys(authorization).filter((line) => /mcp|\/tools|\/sse/i.test(line))).toEqual([])
  const { dependencies } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
    dependencies: Record<string, string>
  }
  expect(Object.keys(dependencies).filter((name) => /mcp|modelcontextprotocol/i.test(name))).toEqual([])
  const files = execFileSync('git', ['ls-files', '*.ts', '*.tsx'], { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && !/^(test|docs|bench)\//.test(file))
  expect(files.length).toBeGreaterThan(500)
  expect(
    files.filter((file) =>
      /\bmcp\b|mcp_servers|modelcontextprotocol/i.test(readFileSync(`${root}/${file}`, 'utf8')),
    ),
  ).toEqual([])
})
