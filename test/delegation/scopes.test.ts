import { describe, expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { connectionKinds, missingScopes, scopesFor } from '#delegation/index.ts'

const ask = (kind: (typeof connectionKinds)[number]) => scopesFor('okta', kind, catalog.values())

const actions = [...catalog.values()].filter((definition) => definition.platform === 'okta')

describe('scopesFor', () => {
  it('an admin’s covers every action of the platform', () => {
    const wanted = actions.flatMap((definition) => definition.scopes)
    expect(wanted).toContain('okta.users.manage')
    expect(missingScopes(ask('admin'), wanted)).toEqual([])
  })

  it('an investigating one and an employee’s own never ask for a right to change', () => {
    for (const kind of ['investigate', 'own'] as const) {
      expect(ask(kind).filter((scope) => scope.endsWith('.manage'))).toEqual([])
    }
  })

  it('an investigating one covers every read and the gate’s own facts', () => {
    const granted = ask('investigate')
    const wanted = actions
      .filter((definition) => !definition.write)
      .flatMap((definition) => definition.scopes)
    expect(missingScopes(granted, wanted)).toEqual([])
    expect(missingScopes(granted, ['okta.roles.read', 'okta.logs.read', 'okta.groups.read'])).toEqual([])
  })

  it('each names its account and can be refreshed; nothing of another platform', () => {
    for (const kind of connectionKinds) {
      expect(ask(kind)).toEqual(expect.arrayContaining(['openid', 'offline_access']))
      expect(scopesFor('elsewhere', kind, catalog.values())).toEqual(['offline_access', 'openid'])
    }
  })
})

describe('missingScopes', () => {
  it('manage covers read, read does not cover manage, and nothing covers by a prefix', () => {
    expect(missingScopes(['okta.users.manage'], ['okta.users.read'])).toEqual([])
    expect(missingScopes(['okta.users.read'], ['okta.users.manage'])).toEqual(['okta.users.manage'])
    expect(missingScopes(['okta.users.manage.self'], ['okta.users.read'])).toEqual(['okta.users.read'])
    expect(missingScopes(['files.manage'], ['files.read'])).toEqual(['files.read'])
  })
})
