import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createModelServer, type ModelServer } from '#sandbox/model/server.ts'

let server: ModelServer
beforeAll(async () => {
  server = await createModelServer({ port: 0 })
})
afterAll(() => server.close())

const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
const signed = { authorization: 'Bearer k', 'anthropic-version': '2023-06-01' }
const sound = { model: 'm', max_tokens: 10, messages: [{ role: 'user', content: 'my secret phone is lost' }] }
const message = (body: unknown) => post('/v1/messages', body, signed)
const errorType = async (response: Response) =>
  ((await response.json()) as { type: string; error: { type: string } }).error.type

beforeEach(async () => {
  await post('/_sandbox/reset')
})

describe('refusals in the vendor’s form', () => {
  test('401 without a key', async () => {
    const response = await post('/v1/messages', sound, { 'anthropic-version': '2023-06-01' })
    expect(response.status).toBe(401)
    expect(await errorType(response)).toBe('authentication_error')
  })

  test.each<[string, unknown]>([
    ['not JSON', '{"model":'],
    ['no messages', { ...sound, messages: [] }],
    ['no max_tokens', { ...sound, max_tokens: undefined }],
    ['an unknown role', { ...sound, messages: [{ role: 'root', content: 'x' }] }],
    ['an assistant first', { ...sound, messages: [{ role: 'assistant', content: 'x' }] }],
    ['an empty text', { ...sound, messages: [{ role: 'user', content: [{ type: 'text', text: '' }] }] }],
    ['streaming', { ...sound, stream: true }],
    ['a bad tool name', { ...sound, tools: [{ name: 'a.b', input_schema: { type: 'object' } }] }],
    [
      'two tools of one name',
      { ...sound, tools: [1, 2].map(() => ({ name: 'a', input_schema: { type: 'object' } })) },
    ],
    [
      'a result without its call',
      { ...sound, messages: [{ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'x' }] }] },
    ],
    [
      'a call without its result',
      {
        ...sound,
        messages: [
          ...sound.messages,
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'a', input: {} }] },
          { role: 'user', content: 'and?' },
        ],
      },
    ],
  ])('400 on %s', async (_name, body) => {
    const response = await message(body)
    expect(response.status).toBe(400)
    expect(await errorType(response)).toBe('invalid_request_error')
  })

  test('404 elsewhere', async () => {
    expect(await errorType(await fetch(`${server.url}/v1/models`))).toBe('not_found_error')
  })

  test('529 when overloaded, as often as planned, then as usual', async () => {
    await post('/_sandbox/faults', [{ kind: 'overloaded', times: 2, ms: 1_500 }, { kind: 'status500' }])
    const seen: [number, string | null][] = []
    for (let n = 0; n < 4; n += 1) {
      const response = await message(sound)
      seen.push([response.status, response.headers.get('retry-after')])
    }
    expect(seen).toEqual([
      [529, '1.5'],
      [529, '1.5'],
      [500, null],
      [200, null],
    ])
  })

  test('400 on an unknown fault', async () => {
    expect((await post('/_sandbox/faults', [{ kind: 'earthquake' }])).status).toBe(400)
  })
})

test('the journal counts and names, and holds no content', async () => {
  await message({
    ...sound,
    tools: [{ name: 'escalate', input_schema: { type: 'object', properties: { reason: {} } } }],
  })
  const text = await (await fetch(`${server.url}/_sandbox/journal`)).text()
  expect(JSON.parse(text)).toEqual({
    count: 1,
    requests: [
      {
        number: 1,
        status: 200,
        messages: 1,
        results: 0,
        tools: ['escalate'],
        picked: 'escalate',
        fault: null,
        stopReason: 'tool_use',
      },
    ],
  })
  expect(text).not.toContain('secret')
})
