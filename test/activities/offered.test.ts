import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { offeredActions } from '#activities/think/offered.ts'
import { catalog } from '#catalog/index.ts'
import { loadBundle } from '#policy/load.ts'

const folder = new URL('../../policy/sandbox/', import.meta.url)
const sandbox = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
const bundle = loadBundle({ operator: sandbox }, catalog)
const all = ['okta', 'microsoft', 'google', 'scim']

const offered = (channel: string, platforms: readonly string[], rules = bundle.rules) =>
  offeredActions(catalog.values(), rules, { tenant: 'acme', channel, platforms: new Set(platforms) }).map(
    (each) => each.name,
  )

describe('what the model is offered', () => {
  test('is Dex’s own words and what is connected, nothing of a platform that is not', () => {
    const names = offered('ticket', ['microsoft'])
    expect(new Set(names.map((name) => name.split('.')[0]))).toEqual(new Set(['dex', 'microsoft']))
    expect(offered('ticket', [])).toEqual(['dex.question.ask', 'dex.reply.internal', 'dex.reply.public'])
  })

  test('leaves out what no rule allows, and keeps what one may allow, or denies on record', () => {
    const names = offered('ticket', all)
    expect(names).toEqual(
      expect.arrayContaining(['okta.user.reset_factors', 'microsoft.device.lock', 'google.user.get']),
    )
    expect(names).toContain('microsoft.device.wipe')
    for (const never of ['google.device.action', 'okta.user.update_login', 'google.user.add_alias'])
      expect(names).not.toContain(never)
  })

  test('on another channel leaves out the reads that a rule ties to tickets', () => {
    expect(offered('go', ['okta'])).not.toContain('okta.user.find')
    expect(offered('ticket', ['okta'])).toContain('okta.user.find')
  })

  test('with no bundle in force offers nothing but Dex’s own words', () => {
    expect(offered('ticket', all, [])).toEqual(['dex.question.ask', 'dex.reply.internal', 'dex.reply.public'])
  })

  test('takes what it cannot tell for possible, and a shadow rule for nothing', () => {
    const withAlias = (more: string) =>
      loadBundle(
        {
          operator: [
            ...sandbox,
            {
              path: 'more.yaml',
              text: `apiVersion: dex/v1\nkind: Policy\nlayer: global\nrules:\n  - id: more\n    effect: allow\n    actions: ["google.user.add_alias"]\n${more}`,
            },
          ],
        },
        catalog,
      ).rules
    const has = (more: string) =>
      offered('ticket', ['google'], withAlias(more)).includes('google.user.add_alias')
    expect(has('')).toBe(true)
    expect(has('    when: requester.verified || target.privileged\n')).toBe(true)
    expect(has('    when: channel == "ticket" && action.write\n')).toBe(true)
    expect(has('    when: channel != "ticket"\n')).toBe(false)
    expect(has('    when: "!action.write"\n')).toBe(false)
    expect(has('    mode: shadow\n')).toBe(false)
  })
})
