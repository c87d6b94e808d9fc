import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DexError } from '#contract/error.ts'
import type { Model, ModelRequest, ModelTurn } from '#contract/model.ts'
import { createAnthropicModel } from '#model/anthropic.ts'
import { tiered, withFallback } from '#model/combine.ts'
import { createOpenAiModel } from '#model/openai.ts'
import { costMicrosOf } from '#model/prices.ts'
import { wholeTurn } from '#model/whole-turn.ts'

interface Came {
  url: string
  headers: IncomingHttpHeaders
  body: Record<string, unknown>
}
let came: Came[] = []
let answer: { status: number; headers?: Record<string, string>; body: string } = { status: 200, body: '' }
const server = createServer((request, response) => {
  let text = ''
  request.on('data', (chunk) => (text += String(chunk)))
  request.on('end', () => {
    came.push({ url: request.url ?? '', headers: request.headers, body: JSON.parse(text) as Came['body'] })
    response
      .writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers })
      .end(answer.body)
  })
})
let url = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  came = []
})

const request = (change: Partial<ModelRequest> = {}): ModelRequest => ({
  system: 'be Dex',
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'a ticket' }] },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'look', input: { target: 'x' } }] },
    {
      role: 'user',
      content: [
        { type: 'tool_result', toolUseId: 'c1', content: '{"a":1}', isError: false },
        { type: 'text', text: 'go on' },
      ],
    },
  ],
  tools: [
    { name: 'look', description: 'looks', inputSchema: { type: 'object', properties: {} }, changes: false },
  ],
  maxTokens: 100,
  tier: 'large',
  signal: new AbortController().signal,
  ...change,
})
const messagesThatCame = (): { role: string }[] => (came[0] as Came).body['messages'] as { role: string }[]
const failure = async (promise: Promise<unknown>): Promise<DexError> => {
  const error: unknown = await promise.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof DexError)) throw new Error('no DexError')
  return error
}

const providers = [
  {
    name: 'anthropic',
    make: (): Model =>
      createAnthropicModel({ apiKey: 'k', baseURL: url, model: 'm', fetch, timeoutMs: 2_000 }),
    ok: (stop: string) =>
      JSON.stringify({
        model: 'm-1',
        stop_reason: stop,
        content: [
          { type: 'text', text: 'so' },
          { type: 'tool_use', id: 'c2', name: 'look', input: { target: 'y' } },
        ],
        usage: { input_tokens: 7, output_tokens: 3, cache_read_input_tokens: 4 },
      }),
    stops: { tool_use: 'tool_use', max_tokens: 'max_tokens', refusal: 'refusal' },
  },
  {
    name: 'openai-compatible',
    make: (): Model =>
      createOpenAiModel({ apiKey: 'k', baseURL: `${url}/v1`, model: 'm', fetch, timeoutMs: 2_000 }),
    ok: (stop: string) =>
      JSON.stringify({
        model: 'm-1',
        choices: [
          {
            finish_reason: stop,
            message: {
              content: 'so',
              tool_calls: [
                { id: 'c2', type: 'function', function: { name: 'look', arguments: '{"target":"y"}' } },
              ],
            },
          },
        ],
        usage: { prompt_tokens: 11, completion_tokens: 3, prompt_tokens_details: { cached_tokens: 4 } },
      }),
    stops: { tool_use: 'tool_calls', max_tokens: 'length', refusal: 'content_filter' },
  },
] as const

describe.each(providers)('the contract of a model: $name', ({ make, ok, stops }) => {
  test.each(Object.entries(stops))('a turn that stops by %s', async (ours, theirs) => {
    answer = { status: 200, body: ok(theirs) }
    const turn = await make().turn(request())
    expect(turn).toEqual({
      content: [
        { type: 'text', text: 'so' },
        { type: 'tool_use', id: 'c2', name: 'look', input: { target: 'y' } },
      ],
      stopReason: ours as ModelTurn['stopReason'],
      usage: { inputTokens: 11, outputTokens: 3, cacheReadTokens: 4, cacheWriteTokens: 0 },
      model: 'm-1',
    } satisfies ModelTurn)
    expect(came).toHaveLength(1)
  })

  test.each([
    [429, 'model_unavailable'],
    [500, 'model_unavailable'],
    [529, 'model_unavailable'],
    [400, 'model_bad_answer'],
    [401, 'model_bad_answer'],
    [404, 'model_bad_answer'],
  ])('%s is %s, asked once, and nothing of the vendor’s words is kept', async (status, code) => {
    answer = { status, headers: { 'retry-after': '3' }, body: '{"error":{"message":"secret words"}}' }
    const error = await failure(make().turn(request()))
    expect(error.code).toBe(code)
    expect(`${error.message} ${error.log}`).not.toContain('secret words')
    if (status === 429) expect(error.retryAfterMs).toBe(3_000)
    expect(came).toHaveLength(1)
  })

  test.each(['not json', '{}', '{"choices":[]}'])('an answer like `%s` is model_bad_answer', async (body) => {
    answer = { status: 200, body }
    expect((await failure(make().turn(request()))).code).toBe('model_bad_answer')
  })
})

test('to an OpenAI-compatible endpoint: results follow their calls, nothing is stored there', async () => {
  answer = { status: 200, body: providers[1].ok('stop') }
  await providers[1].make().turn(request())
  expect(came[0]?.url).toBe('/v1/chat/completions')
  expect(came[0]?.headers.authorization).toBe('Bearer k')
  expect(came[0]?.body).toMatchObject({ model: 'm', store: false, max_completion_tokens: 100 })
  expect(messagesThatCame().map((each) => each.role)).toEqual(['system', 'user', 'assistant', 'tool', 'user'])
})

test('to Anthropic: tools, instructions and the conversation so far are cached', async () => {
  answer = { status: 200, body: providers[0].ok('tool_use') }
  await providers[0].make().turn(request())
  const text = JSON.stringify(came[0]?.body)
  expect(text.match(/"cache_control":\{"type":"ephemeral"\}/g)).toHaveLength(2)
  expect(JSON.stringify(messagesThatCame().at(-1))).toContain('cache_control')
})

test('a window that is full is not asked again', async () => {
  answer = { status: 400, body: '{"error":{"code":"context_length_exceeded"}}' }
  expect((await failure(providers[1].make().turn(request()))).code).toBe('budget_exhausted')
})

const usage = { inputTokens: 10, outputTokens: 5, cacheReadTokens: 0, cacheWriteTokens: 0 }
const scripted = (...turns: (Partial<ModelTurn> | DexError)[]) => {
  const asked: ModelRequest[] = []
  const model: Model = {
    describe: 'scripted',
    async turn(given) {
      asked.push(given)
      const turn = turns[Math.min(asked.length, turns.length) - 1]
      if (turn instanceof DexError) throw turn
      return { content: [], stopReason: 'end_turn', usage, model: 'scripted', ...turn }
    },
  }
  return { model, asked }
}

describe('turns that stop half way', () => {
  test('a pause is gone on from with what came so far', async () => {
    const { model, asked } = scripted(
      { stopReason: 'pause_turn', content: [{ type: 'text', text: 'one' }] },
      { stopReason: 'tool_use', content: [{ type: 'text', text: 'two' }] },
    )
    const turn = await wholeTurn(model, request())
    expect(turn.content).toEqual([
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ])
    expect(turn.usage.inputTokens).toBe(20)
    expect(asked[1]?.messages.at(-1)).toEqual({ role: 'assistant', content: [{ type: 'text', text: 'one' }] })
  })
  test('pauses without end are given back as they are', async () => {
    const { model, asked } = scripted({ stopReason: 'pause_turn' })
    expect((await wholeTurn(model, request())).stopReason).toBe('pause_turn')
    expect(asked).toHaveLength(4)
  })
  test('an answer cut at its length is asked for once more with room', async () => {
    const { model, asked } = scripted({ stopReason: 'max_tokens' }, { stopReason: 'tool_use' })
    expect((await wholeTurn(model, request())).stopReason).toBe('tool_use')
    expect(asked.map((each) => each.maxTokens)).toEqual([100, 16_384])
  })
})

describe('several models as one', () => {
  const away = new DexError('model_unavailable', undefined, { retryAfterMs: 5 })
  test('by tier', async () => {
    const [small, large] = [scripted({ model: 'small' }), scripted({ model: 'large' })]
    const both = tiered(small.model, large.model)
    expect((await both.turn(request({ tier: 'small' }))).model).toBe('small')
    expect((await both.turn(request())).model).toBe('large')
  })
  test('the fallback answers where the first is away, without the first one’s thinking', async () => {
    const second = scripted({ model: 'second' })
    const both = withFallback(scripted(away).model, second.model)
    const opaque = { role: 'assistant', content: [{ type: 'opaque', block: { type: 'thinking' } }] } as const
    expect(
      (await both.turn(request({ messages: [{ ...opaque, content: [...opaque.content] }] }))).model,
    ).toBe('second')
    expect(second.asked[0]?.messages).toEqual([{ role: 'assistant', content: [] }])
  })
  test('a wrong answer or a refusal is not carried elsewhere; both away is the first one’s error', async () => {
    const second = scripted({ model: 'second' })
    const wrong = new DexError('model_bad_answer')
    expect(await failure(withFallback(scripted(wrong).model, second.model).turn(request()))).toBe(wrong)
    expect(second.asked).toEqual([])
    const bothAway = withFallback(scripted(away).model, scripted(new DexError('model_unavailable')).model)
    expect(await failure(bothAway.turn(request()))).toBe(away)
  })
})

test('cost: the longest name that fits, cached tokens at their own price, rounded up, 0 without a price', () => {
  const prices = {
    m: { input: 1, output: 1 },
    'm-large': { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 },
  }
  const used = { inputTokens: 1_000, outputTokens: 10, cacheReadTokens: 600, cacheWriteTokens: 100 }
  expect(costMicrosOf(prices, { model: 'm-large-5', usage: used })).toBe(
    300 * 3 + 600 * 0.3 + 100 * 3.75 + 150,
  )
  expect(costMicrosOf(prices, { model: 'm-small', usage: used })).toBe(1_010)
  expect(costMicrosOf(prices, { model: 'other', usage: used })).toBe(0)
  expect(
    costMicrosOf({ m: { input: 0.1, output: 0 } }, { model: 'm', usage: { ...used, inputTokens: 1_001 } }),
  ).toBe(101)
})
