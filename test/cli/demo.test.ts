import { expect, test } from 'vitest'
import { ownPorts } from '../support/own-ports.ts'
import { bin } from './support/program.ts'

test('the tour: every printed fact is so', async () => {
  const said = await bin(['demo', '--json'], '', await ownPorts())
  const { ok, facts } = JSON.parse(said.stdout) as {
    ok: boolean
    facts: { scene: string; fact: string; ok: boolean }[]
  }
  expect(facts.filter((fact) => !fact.ok)).toEqual([])
  expect({ ok, code: said.code }).toEqual({ ok: true, code: 0 })
  expect(new Set(facts.map((fact) => fact.scene)).size).toBe(8)
}, 120_000)
