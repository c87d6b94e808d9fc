import { describe, expect, test } from 'vitest'
import type { DecisionInput } from '#contract/decision.ts'
import type { Analysis } from '#policy/analyze/analyze.ts'
import { arithmetic, equality, literal, onTexts, ordering, spanMs } from '#policy/analyze/operators.ts'
import { renderAnalysis } from '#policy/analyze/render.ts'
import * as term from '#policy/analyze/term.ts'
import type { Truth, Value } from '#policy/analyze/value.ts'
import { both, choice, either, opposite, Outside, outside, truth } from '#policy/analyze/value.ts'
import { createWorld } from '#policy/analyze/world.ts'

describe('terms', () => {
  const { and, compare, equal, implies, integer, integerOf, isLiteral, not, or, sum, text, textOfTerm } = term

  test.each([
    [() => and(), 'true'],
    [() => and('a'), 'a'],
    [() => and('true', 'a', 'true'), 'a'],
    [() => and('a', 'b', 'a'), '(and a b)'],
    [() => and('a', 'false'), 'false'],
    [() => and('a', '(not a)'), 'false'],
    [() => and('(not a)', 'b'), '(and (not a) b)'],
    [() => and('true', 'true'), 'true'],
    [() => or(), 'false'],
    [() => or('a'), 'a'],
    [() => or('false', 'a', 'false'), 'a'],
    [() => or('a', 'b', 'a'), '(or a b)'],
    [() => or('a', 'true'), 'true'],
    [() => or('b', '(not a)', 'a'), 'true'],
    [() => or('false', 'false'), 'false'],
    [() => not('true'), 'false'],
    [() => not('false'), 'true'],
    [() => not('a'), '(not a)'],
    [() => not('(not a)'), 'a'],
    [() => implies('a', 'b'), '(or (not a) b)'],
    [() => implies('a', 'a'), 'true'],
    [() => equal('a', 'a'), 'true'],
    [() => equal('"x"', '"y"'), 'false'],
    [() => equal('1', '2'), 'false'],
    [() => equal('b', 'a'), '(= a b)'],
    [() => equal('a', 'b'), '(= a b)'],
    [() => equal('a', '"x"'), '(= "x" a)'],
    [() => compare('<', '1', '2'), 'true'],
    [() => compare('<', '2', '2'), 'false'],
    [() => compare('<=', '2', '2'), 'true'],
    [() => compare('<=', '3', '2'), 'false'],
    [() => compare('>', '3', '2'), 'true'],
    [() => compare('>', '2', '2'), 'false'],
    [() => compare('>=', '2', '2'), 'true'],
    [() => compare('>=', '1', '2'), 'false'],
    [() => compare('<', '(- 5)', '(- 4)'), 'true'],
    [() => compare('>', '(- 5)', '4'), 'false'],
    [() => compare('>', 'a', '2'), '(> a 2)'],
    [() => compare('>', '2', 'a'), '(> 2 a)'],
    [() => integer(0), '0'],
    [() => integer(7), '7'],
    [() => integer(-7), '(- 7)'],
    [() => integer(-7n), '(- 7)'],
    [() => sum([]), '0'],
    [() => sum(['a']), 'a'],
    [() => sum(['a', 'b']), '(+ a b)'],
    [() => text('a"b'), '"a""b"'],
    [() => text('a\\é\u007f\u001f ~'), '"a\\u{5c}\\u{e9}\\u{7f}\\u{1f} ~"'],
    [() => text('\u{1f600}'), '"\\u{1f600}"'],
  ])('%s is %s', (make, expected) => {
    expect(make()).toBe(expected)
  })

  test('a literal is a text or a number; what is written is read again', () => {
    expect(['"a"', '1', '12', '(- 1)', 'a', '(+ 1 2)', '(- a)', '1a', 'x1', '(- 1) '].map(isLiteral)).toEqual(
      [...[true, true, true, true, false, false, false, false, false, false]],
    )
    expect([integerOf('12'), integerOf('(- 12)'), integerOf('a')]).toEqual([12n, -12n, 0n])
    for (const value of ['', 'a"b', 'ä\\u{41}', '\u{1f600}x', '\\', '""'])
      expect(textOfTerm(text(value))).toBe(value)
    expect(textOfTerm('"\\u0041\\u{42}"')).toBe('AB')
  })
})

describe('values', () => {
  const a: Truth = { kind: 'truth', t: 'at', f: 'af', total: true }
  const b: Truth = { kind: 'truth', t: 'bt', f: 'bf', total: false }
  const c: Truth = { kind: 'truth', t: 'ct', f: 'cf', total: true }

  test('of truths: one side decides, and absorbs what the other errs', () => {
    expect(truth('x')).toEqual({ kind: 'truth', t: 'x', f: '(not x)', total: true })
    expect(both(a, b)).toEqual({ kind: 'truth', t: '(and at bt)', f: '(or af bf)', total: false })
    expect(either(a, b)).toEqual({ kind: 'truth', t: '(or at bt)', f: '(and af bf)', total: false })
    expect(both(a, c).total && either(a, c).total).toBe(true)
    expect(both(b, a).total || either(b, a).total).toBe(false)
    expect(opposite(b)).toEqual({ kind: 'truth', t: 'bf', f: 'bt', total: false })
    expect(choice(a, b, c)).toEqual({
      kind: 'truth',
      t: '(or (and at bt) (and af ct))',
      f: '(or (and at bf) (and af cf))',
      total: false,
    })
    expect([choice(a, c, c), choice(b, c, c), choice(a, c, b)].map(({ total }) => total)).toEqual([
      ...[true, false, false],
    ])
    expect(equality(a, b)).toEqual({
      kind: 'truth',
      t: '(or (and at bt) (and af bf))',
      f: '(or (and at bf) (and af bt))',
      total: false,
    })
    expect([equality(a, c).total, equality(c, a).total, equality(b, a).total]).toEqual([true, true, false])
  })

  const is = (kind: 'text' | 'number' | 'moment' | 'span', name: string): Value => ({ kind, term: name })
  test('of one kind alone are compared, and only what has an order is ordered', () => {
    expect(equality(is('text', 'a'), is('text', 'b'))).toEqual(truth('(= a b)'))
    for (const kind of ['number', 'moment', 'span'] as const)
      expect(ordering('<', is(kind, 'a'), is(kind, 'b'))).toEqual(truth('(< a b)'))
    expect(() => outside('what')).toThrow('what')
    expect(() => ordering('<', a, is('number', 'b'))).toThrow('<')
    expect(() => equality(a, is('number', 'b'))).toThrow('==')
    const beyond: (() => unknown)[] = [
      () => ordering('<', { kind: 'objects' }, is('number', 'a')),
      () => equality(is('text', 'a'), is('number', 'b')),
      () => equality(a, is('text', 'b')),
      () => equality(is('text', 'b'), a),
      () => equality({ kind: 'objects' }, { kind: 'objects' }),
      () => ordering('<', is('text', 'a'), is('text', 'b')),
      () => ordering('<', is('number', 'a'), is('moment', 'b')),
      () => ordering('<', a, a),
      () => ordering('<', is('number', 'a'), a),
      () => arithmetic('+', is('number', 'a'), is('number', 'b')),
      () => arithmetic('+', is('moment', 'a'), is('moment', 'b')),
      () => arithmetic('-', is('span', 'a'), is('moment', 'b')),
      () => arithmetic('-', is('span', 'a'), is('span', 'b')),
      () => arithmetic('-', a, is('span', 'b')),
      () => arithmetic('-', is('span', 'b'), a),
      () => literal(1.5),
      () => literal(null),
      () => literal('\ud800'),
      () => spanMs('1ns'),
      () => spanMs('0.5ms'),
    ]
    for (const each of beyond) expect(each).toThrow(Outside)
    expect(arithmetic('-', is('moment', 'a'), is('moment', 'b'))).toEqual(is('span', '(- a b)'))
    expect(arithmetic('-', is('moment', 'a'), is('span', 'b'))).toEqual(is('moment', '(- a b)'))
    expect(arithmetic('+', is('moment', 'a'), is('span', 'b'))).toEqual(is('moment', '(+ a b)'))
  })

  test('that are written', () => {
    expect(literal(true)).toEqual({ kind: 'truth', t: 'true', f: 'false', total: true })
    expect(literal(false)).toEqual({ kind: 'truth', t: 'false', f: 'true', total: true })
    expect(literal('a"')).toEqual({ kind: 'text', term: '"a"""' })
    expect(literal(-3n)).toEqual({ kind: 'number', term: '(- 3)' })
    expect(['1h', '1h30m', '1.5s', '15ms', '-2m', '0s'].map(spanMs)).toEqual([
      ...[3_600_000, 5_400_000, 1_500, 15, -120_000, 0],
    ])
    expect(onTexts('"a"', '"b"', (one, other) => one + other === 'ab', 'later')).toBe('true')
    expect(onTexts('"a"', '"b"', () => false, 'later')).toBe('false')
    expect(onTexts('a', '"b"', () => true, 'later')).toBe('later')
    expect(onTexts('"b"', 'a', () => true, 'later')).toBe('later')
  })
})

describe('a world', () => {
  test('declares what is read, once, in order, with what holds of it', () => {
    const world = createWorld()
    expect(world.script()).toBe('')
    expect(world.variable('b', 'Int', (each) => `(> ${each} 0)`)).toBe('|b|')
    world.variable('b', 'Int', (each) => `(> ${each} 9)`)
    world.variable('a', 'Bool')
    world.variable('c', 'Bool', () => 'true')
    world.oneOf('k', ['x', 'y'])
    expect(world.declared()).toEqual([
      { name: 'b', sort: 'Int' },
      { name: 'a', sort: 'Bool' },
      { name: 'c', sort: 'Bool' },
      { name: 'k', sort: 'String' },
    ])
    expect(world.script().split('\n')).toEqual([
      '(declare-const |a| Bool)',
      '(declare-const |b| Int)',
      '(declare-const |c| Bool)',
      '(declare-const |k| String)',
      '(assert (> |b| 0))',
      '(assert (or (= "x" |k|) (= "y" |k|)))',
    ])
    expect([world.plain('a|b\\c~é'), world.symbol('x y')]).toEqual(['a~7c~b~5c~c~7e~~e9~', '|x y|'])
  })

  test('has lists of members that are named, of a few that places need, and of more', () => {
    const world = createWorld()
    const list = world.list('l')
    expect(world.list('l')).toBe(list)
    expect(world.holds(list, 'x')).toBe('|l has x|')
    expect(world.holds(list, 'x')).toBe('|l has x|')
    expect(world.members(list)).toEqual([{ present: '|l has x|', value: '"x"' }])
    expect(world.script()).toBe('(declare-const |l has x| Bool)')
    list.places.add('p')
    expect(world.members(list)[1]).toEqual({ present: '|l member 0|', value: '|l member 0 is|' })
    expect(world.size(list)).toBe('(+ |l more| (ite |l has x| 1 0) (ite |l member 0| 1 0))')
    expect(world.lists()).toEqual([list])
    expect(world.script().split('\n')).toEqual([
      '(declare-const |l has x| Bool)',
      '(declare-const |l member 0| Bool)',
      '(declare-const |l member 0 is| String)',
      '(declare-const |l more| Int)',
      '(assert (and (>= |l more| 0) (<= |l more| 1000)))',
      '(assert (not (= "x" |l member 0 is|)))',
      '(assert (or (= 0 |l more|) |l has x| |l member 0|))',
    ])
  })
})

describe('the analysis, word for word', () => {
  const witness = { id: 'x' } as unknown as DecisionInput
  const plain: Analysis = {
    bundle: 'sha256:0',
    unapproved: [],
    neverRun: [],
    idle: [],
    selfApproval: [],
    weakerNext: [],
    clean: true,
  }
  const of = (
    action: string,
    more: Partial<Analysis['unapproved'][number]> = {},
  ): Analysis['unapproved'][number] => ({
    ...{ action, write: true, risk: 'low', reach: null },
    finding: { answer: 'never' },
    ...more,
  })

  test('of nothing', () => {
    expect(renderAnalysis(plain).split('\n')).toEqual([
      'writes that can run with nobody’s approval: none',
      '',
      'writes that never run unapproved, proved: 0 of 0',
      '',
      'actions that can never run: none',
      '',
      'rules that can never matter: none',
      '',
      'rules by which somebody could approve their own request: none',
      '',
      'next approvers weaker than those before: none',
      '',
      'clean',
      'bundle sha256:0',
    ])
  })

  test('of everything', () => {
    const possible = { answer: 'possible', witness } as const
    const place = { file: 'a.yaml', line: 3 }
    const analysis: Analysis = {
      ...plain,
      unapproved: [
        of('a.never'),
        of('b.never'),
        of('read', { write: false, finding: possible }),
        of('c.go', {
          finding: possible,
          reach: { channels: ['go', 'pro'], unverified: 'never', privileged: 'possible' },
        }),
        of('d.any', {
          finding: possible,
          reach: { channels: ['go'], unverified: 'unknown', privileged: 'never' },
        }),
        of('e.bare', { finding: possible }),
        of('f.odd', { finding: { answer: 'unknown', because: ['`x`', '`y`'] } }),
      ],
      neverRun: [
        { action: 'n.proved', answer: 'never' },
        { action: 'n.not', answer: 'unknown' },
      ] as Analysis['neverRun'],
      idle: [
        { rule: 'u', ...place, answer: 'unreachable', because: [] },
        { rule: 'w', ...place, answer: 'without_effect', because: [] },
        { rule: 'k', ...place, answer: 'unknown', because: ['`x`', '`y`'] },
      ] as Analysis['idle'],
      selfApproval: [
        { rule: 's', ...place, action: 'c.go', finding: possible },
        { rule: 't', ...place, action: 'c.go', finding: { answer: 'never' } },
        { rule: 'v', ...place, action: 'c.go', finding: { answer: 'unknown', because: ['`x`', '`y`'] } },
      ],
      weakerNext: [{ rule: 'p', ...place, stage: 1, why: 'fewer', said: 'one is enough', mend: 'write two' }],
      clean: false,
    }
    expect(renderAnalysis(analysis).split('\n')).toEqual([
      'writes that can run with nobody’s approval: 3',
      '  c.go (low risk): on go, pro; never for an unverified requester; also on anything privileged',
      '    for instance {"id":"x"}',
      '  d.any (low risk): on go; unknown whether for an unverified requester; never on anything privileged',
      '    for instance {"id":"x"}',
      '  e.bare (low risk)',
      '    for instance {"id":"x"}',
      '  f.odd (low risk): unknown; outside what can be analysed:',
      '    `x`',
      '    `y`',
      '',
      'writes that never run unapproved, proved: 2 of 6',
      '  a.never, b.never',
      '',
      'actions that can never run: 2',
      '  n.proved, n.not (not proved)',
      '',
      'rules that can never matter: 2',
      '  u (a.yaml:3): never matches, whatever comes in',
      '  w (a.yaml:3): changes no decision: others say the same or more',
      '  k (a.yaml:3): unknown; outside what can be analysed:',
      '    `x`',
      '    `y`',
      '',
      'rules by which somebody could approve their own request: 1',
      '  s (a.yaml:3): possible, for instance `c.go`',
      '    {"id":"x"}',
      '  t (a.yaml:3): never',
      '  v (a.yaml:3): unknown',
      '    `x`',
      '    `y`',
      '',
      'next approvers weaker than those before: 1',
      '  p (a.yaml:3): one is enough',
      '    write two',
      '',
      'not clean',
      'bundle sha256:0',
    ])
  })
})
