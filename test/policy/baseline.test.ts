import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { unsupported } from '#activities/execute/unsupported.ts'
import { catalog } from '#catalog/index.ts'
import { analyze } from '#policy/analyze/analyze.ts'
import { loadBundle } from '#policy/load.ts'
import { failuresIn } from '#policy/test/render.ts'
import { runTests } from '#policy/test/run.ts'
import { sampleInput } from '#policy/sample/input.ts'
import { solverForTests } from './solver.ts'

const folder = new URL('../../policy/baseline/', import.meta.url)
const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
const bundle = loadBundle({ operator: files }, catalog)
const asking = solverForTests()
/** What the catalog gains beside these stays off until a tenant file switches it on. */
const platformIsOn = (platform: string) => ['dex', 'okta', 'microsoft', 'google'].includes(platform)

test('its matrices pass and exercise every rule', () => {
  const { tests, coverage } = runTests(bundle, files, catalog)
  expect(tests.flatMap(failuresIn)).toEqual([])
  expect(coverage).toMatchObject({ percent: 100, missed: [] })
})

test('asks nothing that the gate would deny for want of somebody who sees to it', () => {
  const denied = bundle.rules.flatMap(({ id, obligations }) => {
    const { approval, limit: _limit, window: _window, ...asked } = obligations
    return unsupported({ ...asked, ...(approval && { approvals: [approval] }) }) ? [id] : []
  })
  expect(denied).toEqual([])
})

describe('over all inputs', () => {
  test('the analysis is clean, decides every question, and lets run unapproved what is plainly one’s own alone', {
    timeout: 120_000,
  }, async () => {
    const { idle, selfApproval, unapproved, neverRun, clean } = await analyze(asking, bundle, catalog)
    expect({ clean, idle, selfApproval }).toEqual({ clean: true, idle: [], selfApproval: [] })
    const writes = unapproved.filter(({ write }) => write)
    expect(writes.filter(({ finding }) => finding.answer === 'unknown')).toEqual([])
    for (const { action, finding, reach } of writes) {
      const definition = catalog.get(action)
      const own =
        definition?.platform === 'dex' ||
        (definition?.selfService === true &&
          !definition.credential &&
          ['low', 'medium'].includes(definition.risk))
      expect([action, finding.answer]).toEqual([action, own ? 'possible' : 'never'])
      // Replies are to the request's own; everything else only by somebody the platform knows, never on anything privileged.
      if (own && definition?.platform !== 'dex')
        expect([action, reach?.unverified, reach?.privileged]).toEqual([action, 'never', 'never'])
    }
    const never = [...catalog.values()].filter(
      ({ platform, risk, reversible }) =>
        !platformIsOn(platform) || (risk === 'critical' && reversible === null),
    )
    expect(neverRun.map(({ action, answer }) => [action, answer])).toEqual(
      never.map(({ name }) => [name, 'never']).toSorted(),
    )
    const reads = unapproved.filter(
      ({ action, write }) => !write && platformIsOn(catalog.get(action)?.platform ?? ''),
    )
    expect(reads.filter(({ finding }) => finding.answer !== 'possible')).toEqual([])
  })
})

test('every file names its schema in the first line', () => {
  for (const { path, text } of files.filter((file) => !file.path.endsWith('.md')))
    expect([path, text.split('\n')[0]]).toEqual([
      path,
      `# yaml-language-server: $schema=../schema/${path.endsWith('.test.yaml') ? 'test' : 'policy'}.schema.json`,
    ])
})

test('a plain input can be made up for every action of the catalog', () => {
  expect(
    [...catalog.values()].filter((action) => sampleInput(action) === null).map(({ name }) => name),
  ).toEqual([])
})
