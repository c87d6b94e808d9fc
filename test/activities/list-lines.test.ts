import { describe, expect, it } from 'vitest'
import { linesOf } from '#activities/execute/list/lines-of.ts'
import { catalog } from '#catalog/index.ts'
import type { TurnList } from '#contract/turn.ts'

const action = 'okta.group.add_member'
const definition = catalog.get(action)

function linesFrom(list: string | undefined, call: Partial<TurnList>) {
  const whole = { index: 0, toolUseId: 'u', action, targets: null, params: {}, purpose: '', ...call }
  const ask = { title: '', text: 'as attached', requesterEmail: null, url: null, externalId: null, list }
  const loaded = { call: { definition, params: whole.params, list: whole }, ask, settings: {} }
  return linesOf(loaded as unknown as Parameters<typeof linesOf>[0])
}

const over = { param: 'user', target: '00g1' }

describe('the lines of a list over a parameter', () => {
  it('have one target, whoever is named', () => {
    const { lines, from } = linesFrom(undefined, { targets: ['a@acme.example', ' b@acme.example '], over })
    expect(from).toBe('model')
    expect(lines.map(({ written, target }) => [written, target])).toEqual([
      ['a@acme.example', '00g1'],
      ['b@acme.example', '00g1'],
    ])
  })

  it('may say another in a column of that name; what else stands in the file says nothing', () => {
    const csv = 'email,target,since\na@acme.example,,today\nb@acme.example,00g2,today'
    const { lines, ignored } = linesFrom(csv, { over })
    expect(lines.map(({ written, target }) => [written, target])).toEqual([
      ['a@acme.example', '00g1'],
      ['b@acme.example', '00g2'],
    ])
    expect(ignored).toEqual(['since'])
  })

  it('of a list over the targets take no target from the file, and parameters by their names', () => {
    const csv = 'id,user,target\n00g1,00u1,00g9\n00g2,00u2,00g9'
    const { lines, ignored } = linesFrom(csv, {})
    expect(lines).toEqual([
      { line: 1, written: '00g1', target: null, params: { user: '00u1' } },
      { line: 2, written: '00g2', target: null, params: { user: '00u2' } },
    ])
    expect(ignored).toEqual(['target'])
  })
})
