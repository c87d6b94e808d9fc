import { expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { createConnectors } from '#connectors/index.ts'
import type { PlatformActions } from '#connectors/platform-connectors.ts'
import type { ActionConnector } from '#contract/connector.ts'
import { sandboxFetchFor } from './support/fetch-for.ts'

const connectors = createConnectors({ fetchFor: sandboxFetchFor, clock: Date.now })

it('every platform action of the catalog has a connector, every write can be read back', () => {
  const platform = [...catalog.values()].filter((definition) => definition.platform !== 'dex')
  expect(platform.length).toBeGreaterThan(0)
  for (const { name, write } of platform) {
    const connector = connectors.connectorFor(name)
    expect([name, typeof connector?.execute, write && typeof connector?.happened]).toEqual([
      name,
      'function',
      write && 'function',
    ])
  }
  for (const { platform: name } of platform) expect(connectors.resolverFor(name)).toBeDefined()
})

it.each(['dex.reply.public', 'okta.user', 'okta.user.delete', '', '__proto__', 'constructor'])(
  'there is none for %j',
  (name) => {
    expect(connectors.connectorFor(name)).toBeUndefined()
    expect(connectors.resolverFor(name)).toBeUndefined()
  },
)

it('a missing connector and a write without a read-back are type errors', () => {
  const read: ActionConnector = { execute: () => Promise.reject(new Error('never called')) }
  const asRead: PlatformActions<'okta'>['okta.user.get'] = read
  // @ts-expect-error a write needs `happened`
  const asWrite: PlatformActions<'okta'>['okta.user.suspend'] = read
  // @ts-expect-error the others are missing
  const incomplete: PlatformActions<'okta'> = { 'okta.user.get': read }
  expect([asRead, asWrite, incomplete]).toHaveLength(3)
})
