import { once } from 'node:events'
import { get } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { closerOf } from '#process/close-server.ts'

const graceMs = 20_000

/** A server of which `/slow` answers when told to. */
async function listening() {
  const app = Fastify()
  let answer: (text: string) => void = () => undefined
  const asked = new Promise<void>((resolve) => {
    app.get('/slow', () => {
      resolve()
      return new Promise<string>((answered) => {
        answer = answered
      })
    })
  })
  const close = closerOf(app)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { port, close, asked, answer: (text: string) => answer(text) }
}

it('a connection on which nothing was asked does not hold up the end', async () => {
  const { port, close } = await listening()
  const unused = connect(port, '127.0.0.1')
  await once(unused, 'connect')
  // The server has taken it as well.
  await new Promise((taken) => setTimeout(taken, 50))
  const ended = once(unused, 'close')
  const from = performance.now()
  await close(graceMs)
  await ended
  expect(performance.now() - from).toBeLessThan(graceMs / 4)
})

it('a call under way is answered first', async () => {
  const { port, close, asked, answer } = await listening()
  const response = new Promise<string>((resolve, reject) => {
    get({ port, path: '/slow', agent: false }, (from) => {
      from.setEncoding('utf8').on('data', resolve).on('error', reject)
    }).on('error', reject)
  })
  await asked
  const closed = close(graceMs)
  answer('there you are')
  expect(await response).toBe('there you are')
  await closed
})

it('what hangs on beyond the grace is cut off', async () => {
  const { port, close, asked } = await listening()
  const cut = new Promise<unknown>((resolve) => {
    get({ port, path: '/slow', agent: false }).on('error', resolve)
  })
  await asked
  await close(100)
  expect(await cut).toMatchObject({ code: 'ECONNRESET' })
})
