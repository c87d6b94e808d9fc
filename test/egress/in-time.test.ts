import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Agent, type Dispatcher } from 'undici'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withDeadline } from '#egress/deadline.ts'
import { exchange } from '#egress/exchange.ts'
import { inTime } from '#egress/in-time.ts'

let seen = 0
const server = createServer((_, response) => {
  seen += 1
  response.end('{}')
})
let origin = ''
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

/** As a process is that was stopped for so long: no timer fires meanwhile. */
const stoppedFor = (ms: number): void => {
  const until = Date.now() + ms
  while (Date.now() < until);
}

/** Stopped when the connection stands and before the first byte, where no timer comes between. */
const stopping: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  const start = handler.onRequestStart?.bind(handler)
  handler.onRequestStart = (controller, context) => {
    stoppedFor(80)
    start?.(controller, context)
  }
  return dispatch(options, handler)
}

const outgoing = () => ({ method: 'POST', headers: new Headers(), body: '{}' })
const post = (agent: Dispatcher, ms: number) =>
  withDeadline(null, ms, (signal) =>
    exchange(agent, new URL(origin), outgoing(), { signal, bytesMax: 1_000 }),
  )

test('who was stopped while their connection was made sends nothing after its time', async () => {
  const agent = new Agent().compose(inTime, stopping)
  await expect(post(agent, 40)).rejects.toMatchObject({ name: 'TimeoutError' })
  await expect(post(agent, 40)).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(seen).toBe(0)
  expect((await post(agent, 5_000)).status).toBe(200)
  expect(seen).toBe(1)
  await agent.destroy()
})

test('an outer deadline counts for what is within it', async () => {
  const agent = new Agent().compose(inTime, stopping)
  const before = seen
  const nested = withDeadline(null, 40, (outer) =>
    withDeadline(outer, 5_000, (signal) =>
      exchange(agent, new URL(origin), outgoing(), { signal, bytesMax: 1_000 }),
    ),
  )
  await expect(nested).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(seen).toBe(before)
  await agent.destroy()
})
