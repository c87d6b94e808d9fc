import { createServer, type Server } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isDexError } from '#contract/error.ts'
import { isFree, pickPort, pickPorts } from '#process/embedded/ports.ts'

let holder: Server
let taken: number

beforeEach(async () => {
  holder = createServer()
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  taken = (holder.address() as AddressInfo).port
})
afterEach(() => new Promise((resolve) => holder.close(resolve)))

test('a free port is taken as wished', async () => {
  const port = await pickPort({ variable: 'DEX_API_PORT', port: 0, explicit: false })
  expect(await pickPort({ variable: 'DEX_API_PORT', port, explicit: true })).toBe(port)
})

test('a taken default moves to another free port', async () => {
  const port = await pickPort({ variable: 'DEX_API_PORT', port: taken, explicit: false })
  expect(port).not.toBe(taken)
  expect(await isFree(port)).toBe(true)
})

test('a taken explicit port is an error that names the variable and the mend', async () => {
  const error: unknown = await pickPort({ variable: 'DEX_API_PORT', port: taken, explicit: true }).catch(
    (thrown) => thrown,
  )
  expect(isDexError(error, 'port_taken')).toBe(true)
  expect(String(error)).toContain(`port ${taken} of DEX_API_PORT is taken`)
})

test('an explicit wish wins over a default one for the same port', async () => {
  const free = await pickPort({ variable: 'DEX_API_PORT', port: 0, explicit: false })
  const picked = await pickPorts({
    first: { variable: 'DEX_DESK_PORT', port: free, explicit: false },
    second: { variable: 'DEX_API_PORT', port: free, explicit: true },
  })
  expect(picked.second).toBe(free)
  expect(picked.first).not.toBe(free)
})
