import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { DexError } from '#contract/error.ts'
import { createAnthropicModel } from '#model/anthropic.ts'
import { readTurn } from '#model/read-turn.ts'
import { toolsFor } from '#model/tools.ts'
import { createModelServer, type ModelServer } from '#sandbox/model/server.ts'
import { ask, definitions, modelAt, setFaults, turnOf } from './harness.ts'

let server: ModelServer
beforeAll(async () => {
  server = await createModelServer({ port: 0 })
})
afterEach(() => fetch(`${server.url}/_sandbox/reset`, { method: 'POST' }))
afterAll(() => server.close())

const tools = toolsFor(definitions)
const ticket = ask('Phone', 'I lost my phone')
const failure = (promise: Promise<unknown>): Promise<DexError> =>
  promise.then(
    () => Promise.reject(new Error('no error was thrown')),
    (error: unknown) => (error instanceof DexError ? error : Promise.reject(error as Error)),
  )

/** A server that gives one raw answer, for what a stand-in would never send; keeps the bodies that came in. */
async function rawServer(status: number, headers: Record<string, string>, body: string) {
  const bodies: string[] = []
  const raw: Server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => (text += String(chunk)))
    request.on('end', () => {
      bodies.push(text)
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
    })
  })
  await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
  const { port } = raw.address() as AddressInfo
  const close = () => new Promise((resolve) => raw.close(resolve))
  return { url: `http://127.0.0.1:${port}`, bodies, [Symbol.asyncDispose]: async () => void (await close()) }
}
const errorBody = JSON.stringify({
  type: 'error',
  error: { type: 'x', message: 'secret words of the ticket' },
})

describe('errors have one code, and the caller alone retries', () => {
  test.each(['overloaded', 'status500', 'rate_limited', 'reset'])('%s: model_unavailable', async (kind) => {
    await setFaults(server.url, [{ kind }])
    const error = await failure(turnOf(modelAt(server.url), [ticket], tools))
    expect(error.code).toBe('model_unavailable')
    expect(error.retryable).toBe(true)
    const journal = (await (await fetch(`${server.url}/_sandbox/journal`)).json()) as { count: number }
    expect(journal.count).toBe(1)
  })

  test('the server’s own wait comes along', async () => {
    await setFaults(server.url, [{ kind: 'overloaded', ms: 7_000 }])
    expect((await failure(turnOf(modelAt(server.url), [ticket], tools))).retryAfterMs).toBe(7_000)
  })

  test('a wait given as a date counts by the server’s clock', async () => {
    const headers = { date: 'Sun, 22 Nov 2026 10:00:00 GMT', 'retry-after': 'Sun, 22 Nov 2026 10:00:30 GMT' }
    await using raw = await rawServer(429, headers, errorBody)
    expect((await failure(turnOf(modelAt(raw.url), [ticket], tools))).retryAfterMs).toBe(30_000)
  })

  test('an answer later than the deadline: model_unavailable', async () => {
    await setFaults(server.url, [{ kind: 'delay', ms: 2_000 }])
    expect((await failure(turnOf(modelAt(server.url, 100), [ticket], tools))).code).toBe('model_unavailable')
  })

  test('an answer within the deadline is taken', async () => {
    await setFaults(server.url, [{ kind: 'delay', ms: 20 }])
    expect((await turnOf(modelAt(server.url), [ticket], tools)).stopReason).toBe('tool_use')
  })

  test('a body that stalls after its headers: model_unavailable', async () => {
    const raw = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"model":')
    })
    await new Promise<void>((resolve) => raw.listen(0, '127.0.0.1', resolve))
    const { port } = raw.address() as AddressInfo
    const error = await failure(turnOf(modelAt(`http://127.0.0.1:${port}`, 200), [ticket], tools))
    raw.closeAllConnections()
    raw.close()
    expect(error.code).toBe('model_unavailable')
  })

  test('the caller’s signal ends the call at once', async () => {
    await setFaults(server.url, [{ kind: 'delay', ms: 2_000 }])
    const started = Date.now()
    const signal = AbortSignal.timeout(50)
    const turn = modelAt(server.url).turn({
      system: 's',
      messages: [ticket],
      tools,
      maxTokens: 10,
      tier: 'large',
      signal,
    })
    expect((await failure(turn)).code).toBe('model_unavailable')
    expect(Date.now() - started).toBeLessThan(1_500)
  })

  test('nobody listens: model_unavailable', async () => {
    expect((await failure(turnOf(modelAt('http://127.0.0.1:1'), [ticket], tools))).code).toBe(
      'model_unavailable',
    )
  })

  test.each([400, 401, 403, 404, 413, 422])(
    '%i: model_bad_answer, without the vendor’s words',
    async (status) => {
      await using raw = await rawServer(status, { 'request-id': 'req_7' }, errorBody)
      const error = await failure(turnOf(modelAt(raw.url), [ticket], tools))
      expect(error).toMatchObject({ code: 'model_bad_answer', retryable: false })
      expect(error.log).toContain(`${status}`)
      expect(error.log).toContain('req_7')
      expect(`${error.message} ${error.log} ${error.mend} ${String(error.cause)}`).not.toContain(
        'secret words',
      )
    },
  )

  test('the stand-in itself refuses a malformed request', async () => {
    const unanswered = [
      ticket,
      {
        role: 'user' as const,
        content: [{ type: 'tool_result' as const, toolUseId: 't', content: '', isError: false }],
      },
    ]
    expect((await failure(turnOf(modelAt(server.url), unanswered, tools))).code).toBe('model_bad_answer')
  })

  test.each(['{"model":"m"}', '[]', '{"model', '"text"', 'null'])(
    '200 with %s: model_bad_answer',
    async (body) => {
      await using raw = await rawServer(200, {}, body)
      expect((await failure(turnOf(modelAt(raw.url), [ticket], tools))).code).toBe('model_bad_answer')
    },
  )

  test('a refusal of our own egress passes with its own code', async () => {
    const refuse = () => Promise.reject(new DexError('egress_refused'))
    const model = createAnthropicModel({ apiKey: 'k', model: 'm', fetch: refuse, timeoutMs: 1_000 })
    expect((await failure(turnOf(model, [ticket], tools))).code).toBe('egress_refused')
  })
})

describe('what a faulty model answers becomes a typed outcome', () => {
  test.each([
    ['refusal', { kind: 'unusable', code: 'model_refused' }],
    ['empty', { kind: 'unusable', code: 'model_bad_answer' }],
    ['max_tokens', { kind: 'unusable', code: 'model_bad_answer' }],
    ['unknown_tool', { kind: 'calls', calls: [], problems: [{ code: 'action_unknown' }] }],
    ['malformed_arguments', { kind: 'calls', calls: [], problems: [{ code: 'params_invalid' }] }],
  ])('%s', async (kind, expected) => {
    await setFaults(server.url, [{ kind }])
    expect(readTurn(await turnOf(modelAt(server.url), [ticket], tools), definitions)).toMatchObject(expected)
  })

  test('endless_calls asks for the same read whatever it is told', async () => {
    await setFaults(server.url, [{ kind: 'endless_calls', times: 3 }])
    const messages = [ticket]
    for (let turns = 0; turns < 3; turns += 1) {
      const turn = await turnOf(modelAt(server.url), messages, tools)
      const outcome = readTurn(turn, definitions)
      if (outcome.kind !== 'calls' || !outcome.calls[0]) throw new Error(`no call: ${outcome.kind}`)
      expect(outcome.calls[0].action).toBe('okta.user.find')
      const { toolUseId } = outcome.calls[0]
      messages.push(
        { role: 'assistant', content: turn.content },
        {
          role: 'user',
          content: [{ type: 'tool_result', toolUseId, content: '{"users":[]}', isError: false }],
        },
      )
    }
  })
})

describe('what goes over the wire', () => {
  const message = {
    model: 'claude-opus-5-5',
    stop_reason: 'tool_use',
    content: [
      { type: 'thinking', thinking: 'hm', signature: 's1' },
      { type: 'block_of_tomorrow', x: 1 },
      { type: 'tool_use', id: 't1', name: 'okta_user_find', input: { email: 'a@b.example' } },
    ],
    usage: { input_tokens: 5, cache_read_input_tokens: 7, output_tokens: 3 },
  }

  test('thinking goes back unmodified and in its place; unknown blocks are dropped; cached tokens count', async () => {
    await using raw = await rawServer(200, {}, JSON.stringify(message))
    const model = modelAt(raw.url)
    const turn = await turnOf(model, [ticket], tools)
    expect(turn.usage).toMatchObject({ inputTokens: 12, outputTokens: 3, cacheReadTokens: 7 })
    expect(turn.content.map(({ type }) => type)).toEqual(['opaque', 'tool_use'])
    const result = { type: 'tool_result' as const, toolUseId: 't1', content: 'x', isError: true }
    await turnOf(
      model,
      [ticket, { role: 'assistant', content: turn.content }, { role: 'user', content: [result] }],
      tools,
    )
    const sent = JSON.parse(raw.bodies[1] ?? '') as { messages: { content: unknown[] }[] }
    expect(sent.messages[1]?.content).toEqual([message.content[0], message.content[2]])
    expect(sent.messages[2]?.content).toMatchObject([
      { type: 'tool_result', tool_use_id: 't1', content: 'x', is_error: true },
    ])
  })

  test('effort, model and strict tools; empty texts and messages are left out', async () => {
    await using raw = await rawServer(200, {}, JSON.stringify(message))
    const empty = { role: 'assistant' as const, content: [{ type: 'text' as const, text: ' ' }] }
    // Few enough for strict mode.
    const few = toolsFor(definitions.filter(({ name }) => name.startsWith('okta.user.list_')))
    await turnOf(modelAt(raw.url), [ticket, empty], few)
    const sent = JSON.parse(raw.bodies[0] ?? '') as Record<string, unknown> & {
      tools: Record<string, unknown>[]
    }
    expect(sent).toMatchObject({
      model: 'dex-stand-in-1',
      output_config: { effort: 'low' },
      max_tokens: 1_000,
    })
    expect(sent['messages']).toHaveLength(1)
    expect(sent.tools.every((tool) => tool['strict'] === true)).toBe(true)
  })

  test('of more tools than strict mode takes, those that change something are held to their schema first', async () => {
    await using raw = await rawServer(200, {}, JSON.stringify(message))
    await turnOf(modelAt(raw.url), [ticket], toolsFor([...catalog.values()]))
    const sent = JSON.parse(raw.bodies[0] ?? '') as {
      tools: { name: string; strict?: boolean; input_schema: { properties?: object; required?: string[] } }[]
    }
    const strict = sent.tools.filter((tool) => tool.strict === true)
    expect(sent.tools.length).toBeGreaterThan(80)
    expect(strict).toHaveLength(20)
    const changes = new Set(
      [...catalog.values()].filter(({ write }) => write).map(({ name }) => name.replaceAll('.', '_')),
    )
    expect(strict.every(({ name }) => changes.has(name))).toBe(true)
    const optional = strict.map(
      ({ input_schema: { properties = {}, required = [] } }) =>
        Object.keys(properties).length - required.length,
    )
    expect(optional.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(24)
  })

  test('it says what it is', () => {
    expect(modelAt(server.url).describe).toContain('stand-in')
    const real = createAnthropicModel({ apiKey: 'k', model: 'claude-opus-5-5', fetch, timeoutMs: 1 })
    expect(real.describe).toBe('anthropic claude-opus-5-5')
  })
})
