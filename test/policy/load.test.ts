import { describe, expect, test } from 'vitest'
import { canonicalBundle } from '#policy/digest.ts'
import { fromJson, toJson } from '#policy/json.ts'
import { loadBundle } from '#policy/load.ts'
import { DexError } from '#contract/error.ts'
import { allowAll, bundleOf, docText, problemsOf, testCatalog } from './support.ts'

const head = 'apiVersion: dex/v1\nkind: Policy\nlayer: action\n'
const doc = (rules: string, top = head) => `${top}rules:\n${rules}`
const good = '  - id: a\n    effect: allow\n    actions: ["*"]\n'

describe('refused, with the place', () => {
  test.each([
    ['unknown field', doc(`${good}    wen: "true"\n`), 'unknown_field', 8, 5],
    ['unknown field at the top', doc(good, `${head}extra: 1\n`), 'unknown_field', 4, 1],
    ['duplicate key', doc(`${good}    effect: deny\n`), 'yaml_duplicate_key', 8, 5],
    ['an anchor', doc('  - &x\n    id: a\n    effect: allow\n    actions: ["*"]\n'), 'yaml_alias', 6, 5],
    ['a tag', doc('  - id: !!binary aGVsbG8=\n    effect: allow\n    actions: ["*"]\n'), 'yaml_tag', 5, 18],
    ['broken YAML', doc('  - id: [a\n'), 'yaml_syntax', 6, 1],
    ['another version', doc(good, head.replace('v1', 'v2')), 'version_unknown', 1, 13],
    ['another kind', doc(good, head.replace('Policy', 'Polity')), 'kind_unknown', 2, 7],
    ['another layer', doc(good, head.replace('action', 'planet')), 'layer_unknown', 3, 8],
    ['a scope key of another layer', doc(good, `${head}scope: { label: x }\n`), 'unknown_field', 4, 10],
    [
      'a scope that says *',
      doc(good, `${head.replace('action', 'tenant')}scope: { tenant: "*" }\n`),
      'schema',
      4,
      18,
    ],
    ['a wildcard in the middle', doc(good.replace('"*"', '"acme.*.reset"')), 'schema', 7, 15],
    ['an action that there is not', doc(good.replace('"*"', '"acme.user.rest"')), 'action_unknown', 7, 14],
    ['a prefix that covers nothing', doc(good.replace('"*"', '"amce.*"')), 'action_unknown', 7, 14],
    ['an unknown effect', doc(good.replace('allow', 'permit')), 'schema', 6, 13],
    [
      'obligations beside an allow',
      doc(`${good}    obligations: { dry_run: true }\n`),
      'obligations_misplaced',
      8,
      5,
    ],
    [
      'an unknown obligation',
      doc(`${good.replace('allow', 'require')}    obligations: { prayer: true }\n`),
      'unknown_field',
      8,
      20,
    ],
    [
      'two approvers in one',
      doc(
        `${good.replace('allow', 'require')}    obligations: { approval: { by: { role: a, person: b } } }\n`,
      ),
      'schema',
      8,
      36,
    ],
    ['an id with an invisible character', doc(good.replace('id: a', 'id: "a\u200b"')), 'schema', 5, 9],
    [
      'a label in two scripts',
      doc(good, `${head.replace('action', 'target')}scope: { label: "s\u0435rvice" }\n`),
      'text_unsafe',
      4,
      17,
    ],
    [
      'an unknown zone',
      doc(`${good.replace('allow', 'require')}    obligations: { window: { zone: Mars/Base } }\n`),
      'schema',
      8,
      36,
    ],
    ['no document', '# nothing\n', 'empty', 1, 1],
    ['not text', 'a\u0000b', 'not_text', 1, 2],
    ['deep flow', `${head}rules: ${'['.repeat(5_000)}`, 'too_deep', 4, 104],
    [
      'deep keys',
      `a:\n${Array.from({ length: 900 }, (_, at) => `${' '.repeat(at + 1)}a:\n`).join('')}`,
      'too_deep',
      402,
      1,
    ],
    ['deep blocks', `${head}rules:\n${'- '.repeat(60)}x\n`, 'too_deep', 5, 1],
  ])('%s', (_name, text, code, line, column) => {
    expect(problemsOf(text)).toMatchObject([{ code, file: '0.yaml', line, column }])
  })

  test('all of them at once, over all files', () => {
    const problems = problemsOf(doc(`${good}    x: 1\n`), doc(good), doc(good.replace('allow', 'maybe')))
    expect(problems.map(({ file, code }) => [file, code])).toEqual([
      ['0.yaml', 'unknown_field'],
      ['2.yaml', 'schema'],
    ])
    expect(problems.every(({ mend }) => mend !== '')).toBe(true)
  })

  test('an id that stands twice, with the other place', () => {
    const [problem] = problemsOf(doc(good), doc(good))
    expect(problem).toMatchObject({ code: 'rule_duplicate', file: '1.yaml', rule: 'a' })
    expect(problem?.message).toContain('0.yaml:5')
  })

  test('a billion laughs and 50 MB, in no time', () => {
    const started = performance.now()
    const laughs = `a: &a [x,x]\n${Array.from({ length: 30 }, (_, at) => `b${at}: &b${at} [*a,*a]`).join('\n')}\n`
    expect(problemsOf(laughs)[0]?.code).toBe('yaml_alias')
    expect(problemsOf('#'.repeat(50_000_000))[0]?.code).toBe('too_large')
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  test('an empty bundle', () => {
    expect(problemsOf()[0]?.code).toBe('empty')
    expect(problemsOf()).toHaveLength(1)
  })
})

test('several documents in a file, names, and tests that are left alone', () => {
  const bundle = loadBundle(
    {
      operator: [
        {
          path: 'a.yaml',
          text: `${docText(allowAll()[0]!)}\n---\napiVersion: dex/v1\nkind: Names\nnames: { it-admin: IT }\n`,
        },
        { path: 'a.test.yaml', text: 'not: [a policy' },
      ],
    },
    testCatalog,
  )
  expect(bundle.names).toEqual({ 'it-admin': 'IT' })
  expect(bundle.rules).toHaveLength(1)
})

describe('who publishes', () => {
  const said = (secondPerson: string): string =>
    `apiVersion: dex/v1\nkind: Publishing\nsecondPerson: ${secondPerson}\n`
  const rule = docText(allowAll()[0]!)
  const load = (...texts: string[]) =>
    loadBundle({ operator: texts.map((text, at) => ({ path: `${at}.yaml`, text })) }, testCatalog)

  test('is everybody and a second person, unless the bundle says otherwise; the digest covers that', () => {
    const [plain, always, loosening] = [load(rule), load(rule, said('always')), load(rule, said('loosening'))]
    expect([plain, always, loosening].map(({ secondPerson }) => secondPerson)).toEqual([
      'always',
      'always',
      'loosening',
    ])
    expect(always.digest).toBe(plain.digest)
    expect(loosening.digest).not.toBe(plain.digest)
    expect(fromJson(toJson(loosening))).toMatchObject({
      digest: loosening.digest,
      secondPerson: 'loosening',
    })
    expect(fromJson(toJson(plain)).secondPerson).toBe('always')
  })

  test('is said once, in words that are known', () => {
    expect(problemsOf(rule, said('loosening'), said('always'))).toMatchObject([
      { code: 'publishing_duplicate', file: '2.yaml', line: 1 },
    ])
    expect(problemsOf(rule, said('never'))).toMatchObject([
      { code: 'schema', file: '1.yaml', line: 3, column: 15 },
    ])
    expect(problemsOf(rule, `${said('always')}rules: []\n`)).toMatchObject([
      { code: 'unknown_field', file: '1.yaml', line: 4 },
    ])
  })
})

describe('the digest', () => {
  const rules = [
    {
      id: 'a',
      effect: 'require',
      actions: ['acme.user.*', '*'],
      obligations: { approval: { by: { role: 'x' } } },
    },
    { id: 'b', effect: 'deny', actions: ['*'], when: 'target.privileged' },
  ]
  const base = bundleOf([{ layer: 'action', rules }])

  test('stays with another format, order, layout, and with defaults written out', () => {
    const same = loadBundle(
      {
        operator: [
          {
            path: 'z/b.yaml',
            text: `# why\n${head}rules:\n  - when: "target.privileged"\n    actions: ['*']\n    mode: enforce\n    effect: deny\n    id: b\n`,
          },
          {
            path: 'y.yaml',
            text: `${head}scope: {}\nrules:\n  - id: a\n    effect: require\n    when: true\n    actions: ["*", acme.user.*]\n    obligations:\n      approval: { quorum: 1, within: 24h, by: { role: x }, otherwise: escalate, always: false, authors: excluded, proof: [], not: [] }\n`,
          },
        ],
      },
      testCatalog,
    )
    expect(same.digest).toBe(base.digest)
    expect(canonicalBundle(same)).toEqual(canonicalBundle(base))
  })

  test.each([
    [
      'an effect',
      [
        { ...rules[0], effect: 'require' },
        { ...rules[1], effect: 'allow' },
      ],
      'action',
    ],
    ['a mode', [rules[0], { ...rules[1], mode: 'shadow' }], 'action'],
    ['a condition', [rules[0], { ...rules[1], when: '!target.privileged' }], 'action'],
    [
      'an obligation',
      [{ ...rules[0], obligations: { approval: { by: { role: 'x' }, quorum: 2 } } }, rules[1]],
      'action',
    ],
    ['a layer', rules, 'runtime'],
    ['a rule', [rules[0]], 'action'],
    ['a reason', [rules[0], { ...rules[1], because: 'so' }], 'action'],
  ])('changes with %s', (_name, changed, layer) => {
    expect(bundleOf([{ layer, rules: changed as Record<string, unknown>[] }]).digest).not.toBe(base.digest)
  })

  test('holds what is stored: another content under its name is refused', () => {
    const json = toJson(base)
    expect(fromJson(json)).toEqual(base)
    expect(fromJson(JSON.parse(json))).toEqual(base)
    expect(() => fromJson(json.replace('"deny"', '"allow"'))).toThrow(DexError)
    expect(() => fromJson('[]')).toThrow(DexError)
    expect(() => fromJson('{')).toThrow(DexError)
  })
})
