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

it('what the catalog says how to take back can be looked at before and after, and nothing else', () => {
  for (const { name, reversible } of catalog.values()) {
    if (reversible) expect([name, catalog.has(reversible.by)]).toEqual([name, true])
    expect([name, connectors.stateReaderFor(name) !== undefined]).toEqual([
      name,
      reversible?.back !== undefined,
    ])
  }
  const byHand = [...catalog.values()].filter(({ reversible }) => reversible && !reversible.back)
  expect(byHand.map(({ name }) => name).sort()).toEqual([
    'microsoft.user.create_temporary_access_pass',
    'okta.user.activate',
    'okta.user.create',
    'okta.user.deactivate',
  ])
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
