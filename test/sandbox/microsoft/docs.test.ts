import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { catalog } from '#catalog/index.ts'
import { scopesFor } from '#delegation/index.ts'
import { graphScopes } from '#sandbox/microsoft/oauth.ts'

const kinds = ['admin', 'investigate', 'own'] as const
const wanted = (kind: (typeof kinds)[number]) => scopesFor('microsoft', kind, catalog.values())

it('docs/connect-microsoft.md names exactly the permissions that connections ask for', () => {
  const page = readFileSync(new URL('../../../docs/connect-microsoft.md', import.meta.url), 'utf8')
  const rows = [...page.matchAll(/^\| `([A-Za-z_.-]+)` \| ((?:admin|investigate|own)[^|]*) \|/gm)]
  const documented = rows.map(([, scope = '', asking = '']) => `${scope}: ${asking.trim()}`)
  const asked = [...new Set(kinds.flatMap(wanted))].map(
    (scope) => `${scope}: ${kinds.filter((kind) => wanted(kind).includes(scope)).join(', ')}`,
  )
  expect(documented.toSorted()).toEqual(asked.toSorted())
})

it('the emulated tenant grants what connections ask for, and nothing that none asks for', () => {
  const asked = new Set(kinds.flatMap(wanted))
  const always = ['openid', 'offline_access', 'profile', 'email']
  expect(graphScopes.filter((scope) => !always.includes(scope)).toSorted()).toEqual(
    [...asked].filter((scope) => !always.includes(scope)).toSorted(),
  )
})
