import { describe, expect, test } from 'vitest'
import { DexError } from '#contract/error.ts'
import type { SourceFile } from '#policy/bundle.ts'
import { loadBundle } from '#policy/load.ts'
import { readYaml } from '#policy/load/yaml.ts'
import type { Problem } from '#policy/problem.ts'
import { bundleInvalid } from '#policy/problem.ts'
import { bounds } from '#policy/schema/document.ts'
import { allowAll, bundleOf, docText, testCatalog } from './support.ts'

const head = 'apiVersion: dex/v1\nkind: Policy\nlayer: action\n'
const rule = docText(allowAll()[0]!)
const load = (files: readonly SourceFile[], tenant?: readonly SourceFile[]) =>
  loadBundle({ operator: files, ...(tenant && { tenant: { id: 'acme', files: tenant } }) }, testCatalog)
const told = (work: () => unknown): string[] => {
  try {
    work()
  } catch (error) {
    if (error instanceof DexError && error.code === 'bundle_invalid')
      return (error.extra['problems'] as Problem[]).map(
        ({ file, line, column, code, message, mend }) =>
          `${file}:${line}:${column} ${code}: ${message}; ${mend}`,
      )
    throw error
  }
  return []
}
const of = (rules: object[], more: object = {}) =>
  bundleOf([{ layer: 'action', rules: rules as Record<string, unknown>[], ...more }]).rules

describe('what is written becomes what it means', () => {
  const require = (obligations: object) =>
    of([{ id: 'r', effect: 'require', actions: ['*'], obligations }])[0]?.obligations

  test('a rule: names once and in order, words without the space around them', () => {
    const actions = ['acme.user.reset', 'acme.group.add', 'acme.user.reset']
    expect(of([{ id: 'r', effect: 'deny', actions, when: ' true ', because: ' so ' }])).toMatchObject([
      { actions: ['acme.group.add', 'acme.user.reset'], when: null, because: 'so', owner: 'operator' },
    ])
    expect(of([{ id: 'r', effect: 'deny', actions: ['*'], when: ' tenant == "a"\n' }])[0]?.when).toBe(
      'tenant == "a"',
    )
    expect(
      of(['z', 'b', 'm'].map((id) => ({ id, effect: 'deny', actions: ['*'] }))).map(({ id }) => id),
    ).toEqual(['b', 'm', 'z'])
  })

  test('a scope: whose department it is, and nothing that was not written', () => {
    const scope = (layer: string, written: object) =>
      bundleOf([{ layer, scope: written as never, rules: [{ id: 'r', effect: 'deny', actions: ['*'] }] }])
        .rules[0]?.scope
    expect(scope('department', { department: 'HR' })).toEqual({ department: 'HR', of: 'requester' })
    expect(scope('department', { department: 'HR', of: 'target' })).toEqual({
      department: 'HR',
      of: 'target',
    })
    expect(scope('department', {})).toEqual({})
    expect(scope('target', { label: 'vip' })).toEqual({ label: 'vip' })
  })

  test.each([
    [{ role: 'x' }, { role: 'x' }],
    [{ group: 'x' }, { group: 'x' }],
    [{ person: 'x' }, { person: 'x' }],
  ])('approvers %j', (by, means) => {
    expect(require({ approval: { by } })).toEqual({
      approval: {
        by: means,
        quorum: 1,
        not: [],
        within: '24h',
        otherwise: 'escalate',
        always: false,
        authors: 'excluded',
        proof: [],
      },
    })
  })

  test('obligations: defaults written out, sets in order and once, what is off left out', () => {
    expect(
      require({
        approval: {
          by: { role: 'x' },
          not: ['b', 'a', 'b'],
          always: { for: '7d', cap: 9 },
          proof: ['video', 'call'],
        },
        justification: true,
        limit: { max: 2, per: '1h', by: 'target' },
        window: { days: ['tue', 'mon'], hours: '08:00-18:00', holidays: ['2026-12-25', '2026-01-01'] },
        step_up: { maxAge: '5m' },
        dry_run: true,
        notify: ['b', 'a', 'b'],
      }),
    ).toMatchObject({
      approval: { not: ['a', 'b'], always: { for: '7d', cap: 9 } },
      justification: true,
      limit: { max: 2, per: '1h', by: 'target' },
      window: {
        days: ['mon', 'tue'],
        hours: '08:00-18:00',
        zone: null,
        holidays: ['2026-01-01', '2026-12-25'],
      },
      step_up: { maxAge: '5m' },
      dry_run: true,
      notify: ['a', 'b'],
    })
    expect(require({ justification: false, dry_run: false, notify: [], step_up: { maxAge: '5m' } })).toEqual({
      step_up: { maxAge: '5m' },
    })
  })
})

describe('a bundle as a whole', () => {
  const guideOf = ({ length }: { length: number }) => ({ length, replaceAll: () => 'x' }) as unknown as string

  test('without a policy file', () => {
    const guide = { path: 'a.md', text: '---\nid: a\ntitle: A\n---\nSay it.\n' }
    for (const path of ['a.test.yaml', 'a.test.yml'])
      expect(told(() => load([{ path, text: 'x' }]))).toEqual([
        '.:1:1 empty: the bundle holds no policy file; name a directory with *.yaml files',
      ])
    expect(told(() => load([guide]))).toHaveLength(1)
    expect(told(() => load([{ path: 'a.test.yaml.old', text: rule }]))).toEqual([])
    expect(told(() => load([{ path: 'a.md.yaml', text: rule }]))).toEqual([])
  })

  test('with more files or more text than are read', () => {
    const empty = { path: 'a.yaml', text: `${head}rules: []\n` }
    expect(told(() => load(Array.from({ length: bounds.files + 1 }, () => empty)))).toEqual([
      `a.yaml:1:1 too_large: the bundle holds more than ${bounds.files} files; merge files`,
    ])
    // As long as its length says; so much text need not be made to be refused.
    const long = { length: bounds.bundleBytes + 1 - empty.text.length } as string
    for (const path of ['long.yaml', 'long.md'])
      expect(told(() => load([empty, { path, text: path.endsWith('.md') ? guideOf(long) : long }]))[0]).toBe(
        `a.yaml:1:1 too_large: the bundle is larger than ${bounds.bundleBytes} characters; remove what is not needed`,
      )
    const file = `${empty.text}#${'x'.repeat(bounds.fileBytes - empty.text.length)}`
    expect(told(() => load([{ path: 'a.yaml', text: file }]))).toEqual([
      `a.yaml:1:1 too_large: the file is larger than ${bounds.fileBytes} characters; split it into several files`,
    ])
  })

  test('a calendar stands in the place of its name, wherever it is written, and its digest with it', () => {
    const calendar = (hours: string) => ({
      path: 'z.yaml',
      text: `apiVersion: dex/v1\nkind: Calendar\nid: office\ndays: [tue, mon]\nhours: "${hours}"\nholidays: ["2026-12-25"]\n`,
    })
    const approval =
      '{ by: { role: a }, within: 8h, remind: 2h, calendar: office, next: [{ by: { role: b } }] }'
    const ask = {
      path: 'a.yaml',
      text: `${head}rules:\n  - { id: r, effect: require, actions: ["*"], obligations: { approval: ${approval} } }\n`,
    }
    const loaded = load([ask, calendar('08:00-18:00')])
    expect(loaded.rules[0]?.obligations.approval).toEqual({
      by: { role: 'a' },
      quorum: 1,
      not: [],
      within: '8h',
      otherwise: 'escalate',
      always: false,
      authors: 'excluded',
      proof: [],
      remind: '2h',
      calendar: { days: ['mon', 'tue'], hours: '08:00-18:00', zone: null, holidays: ['2026-12-25'] },
      next: [{ by: { role: 'b' }, quorum: 1, within: '24h', former: 'excluded' }],
    })
    expect(load([ask, calendar('08:00-17:00')]).digest).not.toBe(loaded.digest)
    expect(
      told(() => load([ask, calendar('08:00-18:00'), { ...calendar('08:00-18:00'), path: 'zz.yaml' }])),
    ).toEqual([
      'zz.yaml:3:5 calendar_duplicate: the bundle has a calendar `office` already; choose another id',
    ])
    expect(told(() => load([{ path: 'r.yaml', text: rule }], [ask]))).toEqual([
      expect.stringContaining('calendar_unknown: this bundle has no calendar `office`'),
    ])
  })

  test('says who publishes once, and the operator says it', () => {
    const said = (secondPerson: string) =>
      `apiVersion: dex/v1\nkind: Publishing\nsecondPerson: ${secondPerson}\n`
    const twice = [said('always'), said('loosening')].map((text, at) => ({ path: `${at}.yaml`, text }))
    const file = { path: 'r.yaml', text: rule }
    expect(told(() => load([file, ...twice]))).toEqual([
      '1.yaml:1:1 publishing_duplicate: the bundle says twice who publishes; keep one document of `kind: Publishing`',
    ])
    const own = { path: 'own.yaml', text: `${head}rules: []\n` }
    expect(told(() => load([file], [own, ...twice.slice(1)]))).toEqual([
      '1.yaml:1:1 tenant_publishing: a tenant’s own bundle does not say who publishes; remove the document; the operator’s bundle says it',
    ])
    expect(load([], [own])).toMatchObject({ owner: 'tenant', tenant: 'acme' })
    expect(load([file])).toMatchObject({ owner: 'operator', tenant: null })
  })

  test('a doubled id says where it stands first', () => {
    expect(told(() => load([0, 1].map((at) => ({ path: `${at}.yaml`, text: rule }))))).toEqual([
      '1.yaml:6:1 rule_duplicate: the id `allow-global` stands already at `0.yaml:6`; choose another id',
    ])
  })
})

describe('all problems at once', () => {
  const at = (file: string, line: number, column: number) => ({
    ...{ code: 'c', file, line, column },
    message: `${file}${line}${column}`,
    mend: 'mend it',
  })

  test('in the order of their places, the first in the message', () => {
    const places = [at('b', 1, 1), at('a', 2, 1), at('a', 1, 9), at('a', 1, 2), at('a', 10, 1)]
    const error = bundleInvalid(places)
    expect((error.extra['problems'] as Problem[]).map(({ message }) => message)).toEqual([
      'a12',
      'a19',
      'a21',
      'a101',
      'b11',
    ])
    expect(error).toMatchObject({
      message: 'the policy bundle cannot be used: `a:1:2` a12 (and 4 more)',
      mend: 'mend it',
      extra: { count: 5 },
    })
    expect(error.log).toBe('bundle invalid: 5 problems, first c')
    expect(bundleInvalid([at('a', 1, 1)]).message).toBe('the policy bundle cannot be used: `a:1:1` a11')
    expect(bundleInvalid([]).message).toBe('the policy bundle cannot be used:')
    expect(bundleInvalid([]).log).toBe('bundle invalid: 0 problems, first none')
  })

  test('not more than can be read', () => {
    const { extra } = bundleInvalid(Array.from({ length: 300 }, (_, line) => at('a', line, 1)))
    expect(extra['problems']).toHaveLength(200)
    expect(extra['count']).toBe(300)
  })
})

describe('a runbook', () => {
  const book = (text: string, path = 'book.md'): SourceFile => ({ path, text })
  const good = (id: string, body = 'Say it.', more = '') =>
    `---\nid: ${id}\ntitle: About ${id}\n${more}---\n${body}\n`
  const problems = (...books: SourceFile[]) => told(() => load([{ path: 'r.yaml', text: rule }, ...books]))

  test.each([
    [
      'no head',
      'Say it.',
      'book.md:1:1 runbook_head: the runbook does not begin with its head; begin with `---`, `id`, `title`, `---`',
    ],
    [
      'words before the head',
      `x\n${good('a')}`,
      'book.md:1:1 runbook_head: the runbook does not begin with its head; begin with `---`, `id`, `title`, `---`',
    ],
    [
      'a head without an end',
      '---\nid: a\n',
      'book.md:1:1 runbook_head: the runbook does not begin with its head; begin with `---`, `id`, `title`, `---`',
    ],
    [
      'a head that is no YAML',
      '---\nid: [a\n---\nx',
      'book.md:2:7 yaml_syntax: flow sequence in block collection must be sufficiently indented and end with a ]; mend the YAML',
    ],
    [
      'an empty head',
      '---\n---\nx',
      'book.md:1:1 empty: the file holds no document; write a document or remove the file',
    ],
    [
      'an unknown field',
      good('a', 'x', 'alway: true\n'),
      'book.md:4:1 unknown_field: unknown field `alway`; remove it, or see docs/policy.md for the right name',
    ],
    [
      'a comment',
      good('a', 'x\n<!-- y -->'),
      'book.md:6:1 text_unsafe: the line holds a comment that readers do not see; retype it',
    ],
    [
      'what cannot be seen',
      good('a', 'x\u200b'),
      'book.md:5:1 text_unsafe: the line holds an invisible or control character; retype it',
    ],
    ['nothing', good('a', ' '), 'book.md:4:1 empty: the runbook says nothing; write it below its head'],
    [
      'too much',
      good('a', 'x'.repeat(bounds.runbookCharacters + 1)),
      `book.md:5:1 too_large: the runbook is longer than ${bounds.runbookCharacters} characters; split it by what each part is about`,
    ],
  ])('that holds %s', (_name, text, said) => {
    expect(problems(book(text))).toContain(said)
    expect(problems(book(text))).toHaveLength(1)
  })

  test('at the bound is read; what it is about is kept once and in order; without more it is for no action in particular', () => {
    expect(problems(book(good('a', 'x'.repeat(bounds.runbookCharacters))))).toEqual([])
    const about = 'about: [acme.user.reset, acme.group.add, acme.user.reset]\n'
    const { runbooks } = load([
      { path: 'r.yaml', text: rule },
      book(good('b', ' Say it. ', about)),
      book(good('a'), 'x/a.md'),
    ])
    expect(runbooks).toMatchObject([
      { id: 'a', title: 'About a', about: [], always: false, text: 'Say it.', file: 'x/a.md' },
      { id: 'b', about: ['acme.group.add', 'acme.user.reset'], text: 'Say it.', file: 'book.md' },
    ])
    const read = load([
      { path: 'r.yaml', text: rule },
      book(good('a'), 'README.md.md'),
      book('x', 'x/readme.md'),
    ])
    expect(read.runbooks.map(({ file }) => file)).toEqual(['README.md.md'])
  })

  test('one of many: an id once, not too many, not too much that is always told', () => {
    expect(problems(book(good('a'), 'a.md'), book(good('a'), 'b.md'))).toEqual([
      'b.md:1:1 runbook_duplicate: the id `a` stands already in `a.md`; choose another id',
    ])
    const many = (count: number) =>
      Array.from({ length: count }, (_, at) => book(good(`r${at + 1000}`), `${at + 1000}.md`))
    expect(problems(...many(bounds.runbooks))).toEqual([])
    expect(problems(...many(bounds.runbooks + 1))).toEqual([
      `${1000 + bounds.runbooks}.md:1:1 too_large: the bundle holds more than ${bounds.runbooks} runbooks; merge what is about the same`,
    ])
    const half = 'x'.repeat(bounds.alwaysCharacters / 2)
    const always = 'always: true\n'
    const whole = [book(good('a', half, always), 'a.md'), book(good('b', half, always), 'b.md')]
    expect(problems(...whole, book(good('d'), 'd.md'))).toEqual([])
    expect(problems(...whole, book(good('c', 'x', always), 'c.md'), book(good('d'), 'd.md'))).toEqual([
      `c.md:1:1 too_large: what is \`always\` told is longer than ${bounds.alwaysCharacters} characters together; leave \`always\` out of what is not needed for every request`,
    ])
  })
})

describe('YAML', () => {
  const values = (text: string) => readYaml('a.yaml', text).documents.map(({ value }) => value)
  const saying = (text: string) =>
    readYaml('a.yaml', text).problems.map(({ line, column, message }) => `${line}:${column} ${message}`)

  test('plain values are those of YAML 1.2, and a key may be any name', () => {
    expect(values('a: [1, 1.5, true, null, no, "x", {b: c}, d: e]\n')).toEqual([
      { a: [1, 1.5, true, null, 'no', 'x', { b: 'c' }, { d: 'e' }] },
    ])
    expect(
      values('- !!str 1\n- !!int 2\n- !!map {a: 1}\n- !!seq [1]\n- !!float 1.5\n- !!bool true\n- !!null ~\n'),
    ).toEqual([['1', 2, { a: 1 }, [1], 1.5, true, null]])
    const [odd] = values('__proto__: 1\nconstructor: 2\n') as [object]
    expect(Object.keys(odd)).toEqual(['__proto__', 'constructor'])
    expect(Object.getOwnPropertyDescriptor(odd, '__proto__')).toMatchObject({ value: 1, enumerable: true })
    expect(values('<<: 1\n')).toEqual([{ '<<': 1 }])
  })

  test('anchors and aliases are told where they stand; every key is a text', () => {
    expect(saying('a: &x 1\n')).toEqual(['1:7 anchors and aliases are not allowed'])
    expect(saying('? &x a\n: 1\n')).toEqual(['1:6 anchors and aliases are not allowed'])
    expect(values('1: x\n')).toEqual([{ '1': 'x' }])
  })

  test.each([
    ['brackets that close again', `a: [${'[],'.repeat(500)}{}]\n`, null],
    ['braces that close again', `a: [${'{},'.repeat(500)}{}]\n`, null],
    ['brackets that only close', `a: >\n  ${']'.repeat(500)}${'['.repeat(90)}\n`, null],
    ['open braces', `a: ${'{b: '.repeat(200)}1\n`, '1:388 the document is nested too deeply'],
    ['tabs', `a:\n${'\t'.repeat(401)}b\n`, '2:1 the document is nested too deeply'],
    ['spaces at the bound', `a: >\n${' '.repeat(400)}b\n`, null],
    ['question marks', `\n${'? '.repeat(60)}x\n`, '2:1 the document is nested too deeply'],
    ['colons', `\n${': '.repeat(60)}x\n`, '2:1 the document is nested too deeply'],
    ['dashes at the bound', `\n${'- '.repeat(bounds.depth)}x\n`, null],
    ['one dash more', `\n${'- '.repeat(bounds.depth + 1)}x\n`, '2:1 the document is nested too deeply'],
    ['a rule of dashes', `a: >\n  ${'-'.repeat(300)}\n`, null],
    ['letters', `a: >\n  ${'b '.repeat(300)}\n`, null],
  ])('depth: %s', (_name, text, said) => {
    expect(saying(text).filter((each) => each.includes('nested'))).toEqual(said === null ? [] : [said])
  })

  test('where in a text of several lines something stands', () => {
    const place = (text: string, part: string, offset: number) => {
      const [document] = readYaml('a.yaml', text).documents
      const { line, column } = document!.within(['a'], part, offset)
      return [line, column]
    }
    expect(place('a: one two\nb: one two\n', 'one two', 4)).toEqual([1, 8])
    expect(place('x: 1\na: |\n  one\n  two three\nb: 2\n', 'one\ntwo three\n', 8)).toEqual([4, 7])
    expect(place('a: "b\\u0063"\nb: bc\n', 'bc', 1)).toEqual([1, 4])
    expect(place('a: |\n  one\n\n  two\nb: 2\n', 'one\n\ntwo\n', 4)).toEqual([1, 4])
    expect(place('b: 1\n', 'one', 0)).toEqual([1, 1])
  })
})
