import { describe, expect, test } from 'vitest'
import type { ActionDefinition } from '#contract/action.ts'
import { createParse, encodeRules } from '#policy/analyze/encode.ts'
import type { Rule } from '#policy/bundle.ts'
import { bundleOf, testCatalog } from './support.ts'

/** What the solver is told of conditions, facts and rules: the terms themselves, and what they are told of as given. */
const [base] = bundleOf([{ layer: 'action', rules: [{ id: 'r', effect: 'deny', actions: ['*'] }] }]).rules
const [add, reset, find] = ['acme.group.add', 'acme.user.reset', 'acme.user.find'].map((name) =>
  testCatalog.get(name),
)
if (base === undefined || add === undefined || reset === undefined || find === undefined)
  throw new Error('no such rule, no such action')
const ruleOf = (more: Partial<Rule>): Rule => ({ ...base, ...more })

const told = (more: Partial<Rule>, action: ActionDefinition = add) => {
  const encoded = encodeRules(action, [['r', ruleOf(more)]], createParse())
  const { abstracted, cut, presence, slots, world } = encoded
  const { on = [], closed = '' } = encoded.rules.get('r') ?? {}
  const lines = world.script().split('\n')
  return {
    matches: on.map(({ matches }) => matches),
    errs: on.map(({ errs }) => errs),
    declared: world.declared().map(({ name, sort }) => `${name}: ${sort}`),
    asserted: lines.filter((line) => line.startsWith('(assert ')).map((line) => line.slice(8, -1)),
    places: world.lists().map(({ places }) => places.size),
    ...{ closed, slots, cut, presence, abstracted: [...abstracted] },
  }
}

const [verified, privileged] = ['|requester.verified|', '|target.privileged|']
const member = (at: number, is: string) =>
  `(and |requester.groups member ${at}| (= |${is}| |requester.groups member ${at} is|))`
const later = (at: number, is: string) =>
  `(and |requester.groups member ${at}| (= |requester.groups member ${at} is| |${is}|))`

describe('a condition', () => {
  test.each<[when: string, matches: string, asserted?: string[]]>([
    ['requester.verified', verified],
    ['(requester.verified && target.privileged) == true', `(and ${verified} ${privileged})`],
    ['(requester.verified || target.privileged) == true', `(or ${verified} ${privileged})`],
    ['(!requester.verified) == true', `(not ${verified})`],
    [
      '(requester.verified ? target.privileged : true) == true',
      `(or (and ${verified} ${privileged}) (not ${verified}))`,
    ],
    [
      'params.days == -2',
      '(= (- 2) |params.days|)',
      ['(and (>= |params.days| (- 9007199254740991)) (<= |params.days| 9007199254740991))'],
    ],
    ['has(params.role)', 'true'],
    ['has(params.days)', '|given params.days|'],
    ['"a" in requester.groups', '|requester.groups has a|'],
    ['"a" in ["a", requester.id]', 'true'],
    ['tenant == "a"', '(= "a" |tenant|)', ['(str.in_re |tenant| (re.+ (re.range "a" "z")))']],
    [
      'channel == "go"',
      '(= "go" |channel|)',
      ['(or (= "pro" |channel|) (= "go" |channel|) (= "ticket" |channel|))'],
    ],
    [
      'provenance.target == "text"',
      '(= "text" |provenance target|)',
      [
        `(or ${['requester', 'directory', 'text', 'model'].map((from) => `(= "${from}" |provenance target|)`).join(' ')})`,
      ],
    ],
    [
      'runtime.bulk.index < 5',
      '(< |bulk.index| 5)',
      ['(>= |bulk.size| 1)', '(and (>= |bulk.index| 0) (< |bulk.index| |bulk.size|))'],
    ],
    ['runtime.bulk.size > 5', '(> |bulk.size| 5)', ['(>= |bulk.size| 1)']],
    ['runtime.usage["r"] > 1', '(> |usage r| 1)', ['(>= |usage r| 0)']],
    [
      'runtime.now > timestamp("2027-01-01T00:00:00Z")',
      '(> |runtime.now| 1798761600000)',
      ['(and (>= |runtime.now| 1577847600000) (< |runtime.now| 2208986640000))'],
    ],
    ['size(["a", "b"]) == 2', 'true'],
    ['size(requester.id) == 2', '(= (str.len |requester.id|) 2)'],
    ['target.type == "user"', 'true'],
    ['target.type == "group"', 'false'],
    ['action.reversible', 'false'],
  ])('%s', (when, matches, asserted = []) => {
    const found = told({ when })
    expect(found).toMatchObject({ matches: [matches], errs: ['false'], asserted, abstracted: [] })
  })

  test.each([
    ['getDate', 1, 31],
    ['getDayOfMonth', 0, 30],
    ['getDayOfWeek', 0, 6],
    ['getFullYear', 2020, 2039],
    ['getHours', 0, 23],
    ['getMinutes', 0, 59],
    ['getMonth', 0, 11],
    ['getSeconds', 0, 59],
  ])('%s is from %i to %i, of each zone its own', (part, least, most) => {
    for (const [zone, name] of [
      ['', '"UTC"'],
      ['"UTC"', '"UTC"'],
      ['runtime.zone', 'runtime.zone'],
      ['"Asia/Tokyo"', '"Asia/Tokyo"'],
    ]) {
      const term = `|now.${part}(${name})|`
      const { matches, asserted } = told({ when: `runtime.now.${part}(${zone}) < 5` })
      expect(matches).toEqual([`(< ${term} 5)`])
      expect(asserted).toEqual([`(and (>= ${term} ${least}) (<= ${term} ${most}))`])
    }
  })

  test('each place that looks for a member of a list has one of its own', () => {
    const { matches, places } = told({
      when: 'requester.department in requester.groups && requester.id in requester.groups',
    })
    expect(places).toEqual([2])
    const [department, id] = ['requester.department', 'requester.id']
    expect(matches).toEqual([
      `(and (or ${member(0, department)} ${member(1, department)}) (or ${later(0, id)} ${later(1, id)}))`,
    ])
    expect(told({ when: 'requester.groups.exists(g, g == "a") && "b" in requester.groups' })).toMatchObject({
      places: [1],
      declared: [
        'requester.groups member 0: Bool',
        'requester.groups member 0 is: String',
        'requester.groups has b: Bool',
      ],
    })
    expect(
      told({ when: 'requester.groups.exists(g, g == "a") && requester.groups.all(g, g != "b")' }).places,
    ).toEqual([2])
  })

  test('each place that looks for an object has one of its own, up to five', () => {
    const place = (at: number) => `objects.exists(o, o.id == "${at}")`
    const of = (count: number) => Array.from({ length: count }, (_, at) => place(at)).join(' && ')
    const looked = [1, 2, 4, 5].map((count) => told({ when: of(count) }))
    expect(looked.map(({ slots, cut }) => [slots, cut])).toEqual([
      [2, false],
      [3, false],
      [5, false],
      [5, true],
    ])
    expect(looked[0]?.presence).toEqual(['true', '|object 1 present|'])
    expect(looked[0]?.matches).toEqual([
      '(or (= "0" |object 0.id|) (and |object 1 present| (= "0" |object 1.id|)))',
    ])
    expect(told({ when: 'objects.all(o, o.privileged)' }).matches).toEqual([
      '(and |object 0.privileged| (or (not |object 1 present|) |object 1.privileged|))',
    ])
  })

  test.each<[when: string, action: ActionDefinition, matches: string]>([
    ['objects.size() == 0', reset, 'true'],
    ['objects.exists(o, true)', reset, 'false'],
    [
      'objects.size() > 0 && objects.exists(o, true)',
      add,
      '(> (+ (ite true 1 0) (ite |object 1 present| 1 0)) 0)',
    ],
  ])('%s of %s', (when, action, matches) => {
    expect(told({ when }, action).matches).toEqual([matches])
  })
})

describe('what is outside', () => {
  test.each([
    ...['requester.id', '-params.days == 1', '-"5" == 1', '["a"][0] == "a"', '1 + 1 == 2'],
    ...['1 in requester.groups', '"a" in requester.id', 'size() == 1', 'has(target.role)', 'has([1][0])'],
    ...['timestamp(tenant) < runtime.now', 'timestamp(1) < runtime.now'],
    ...['string("1h") == duration("1h")', 'runtime.now.startsWith("a")', 'requester.id.startsWith(1)'],
    ...['requester.groups.contains("a")', 'requester.id.contains()', 'requester.id.foo("a")'],
    ...['requester.id.matches(requester.email)', 'requester.groups.exists(g)', 'requester.groups.exists()'],
    ...['requester.id.exists(g, true)', 'requester == "a"', 'requester.exists(o, true)'],
    ...['objects.foo.exists(o, true)', 'target.email[0] == "a"', 'foo.role == "x"', 'action.foo == "x"'],
    ...['size(1) == 1', 'size(requester) == 1', 'runtime.zone.getHours() == 1'],
    ...['runtime.now.getHours(tenant) == 1', 'runtime.now.getHours(target.zone) == 1'],
    ...['runtime.now.getHours(runtime.now) == 1', 'runtime.now.getHours(["a"][0]) == 1'],
    'runtime.now.getFoo() == 1',
  ])('%s may hold, fail or err, and not two of them', (when) => {
    const { matches, errs, asserted, abstracted } = told({ when })
    expect(abstracted).toEqual([when])
    const [holds, fails] = ['holds', 'fails'].map((how) => `|${when} ${how} of the target|`)
    expect(matches).toEqual([holds])
    expect(errs).toEqual([`(and (not ${holds}) (not ${fails}))`])
    expect(asserted).toContain(`(not (and ${holds} ${fails}))`)
  })

  test.each<[when: string, layer: 'action' | 'target', places: string[]]>([
    ['requester.groups.exists(g, g.x == "a")', 'action', ['of the target member 0']],
    ['["a", "b"].exists(g, g.x == "a")', 'action', ['of the target item 0', 'of the target item 1']],
    ['objects.all(g, g.id.x() == "a")', 'action', ['of the target object 0', 'of the target object 1']],
    ['target.id.x() == "a"', 'target', ['of the target', 'of object 0']],
  ])('%s of the %s layer is something else in each place', (when, layer, places) => {
    const { abstracted, declared } = told({ when, layer })
    const [only = ''] = abstracted
    expect(abstracted).toHaveLength(1)
    expect(declared.filter((name) => name.includes(' holds '))).toEqual(
      places.map((place) => `${only} holds ${place}: Bool`),
    )
  })
})

describe('a rule', () => {
  test.each<[more: Partial<Rule>, matches: string[]]>([
    [{ scope: { tenant: 'beta' } }, ['(= "beta" |tenant|)']],
    [{ scope: { platform: 'acme', type: 'user' } }, ['true']],
    [{ scope: { platform: 'other' } }, ['false']],
    [{ scope: { type: 'group' } }, ['false']],
    [{ scope: { type: 'group' }, layer: 'target' }, ['false', 'true']],
    [{ scope: { label: 'vip' } }, ['|target.labels has vip|']],
    [{ scope: { label: 'vip' }, layer: 'target' }, ['|target.labels has vip|', '|object 0.labels has vip|']],
    [{ scope: { department: 'HR' } }, ['(= "HR" |requester.department|)']],
    [{ scope: { department: 'HR', of: 'requester' } }, ['(= "HR" |requester.department|)']],
    [{ scope: { department: 'HR', of: 'target' } }, ['(= "HR" |target.department|)']],
    [
      { scope: { tenant: 'a', label: 'vip' }, when: 'requester.verified' },
      ['(and (and (= "a" |tenant|) |target.labels has vip|) |requester.verified|)'],
    ],
  ])('%j', (more, matches) => {
    expect(told(more)).toMatchObject({ matches, errs: matches.map(() => 'false') })
  })

  test.each<[when: string, matches: string]>([
    ['target.privileged', 'false'],
    ['target.labels.size() == 0', 'true'],
    ['"vip" in target.labels', 'false'],
    ['target.email == ""', 'true'],
    ['target.department == "HR"', 'false'],
    ['target.platform == "acme"', 'true'],
    ['target.type == "user"', 'true'],
  ])('of an action without a target: %s', (when, matches) => {
    expect(told({ when }, find)).toMatchObject({ matches: [matches], declared: [], abstracted: [] })
  })

  test('whose scope needs a label is none of an action without a target', () => {
    expect(told({ scope: { label: 'vip' } }, find)).toMatchObject({ matches: ['false'], declared: [] })
  })

  test('whose scope never fits has nothing to read', () => {
    const found = told({ scope: { platform: 'other' }, when: 'requester.id.x() == tenant' })
    expect(found).toMatchObject({ matches: ['false'], errs: ['false'], declared: [], abstracted: [] })
  })

  test('of an action without objects is asked about the target alone', () => {
    expect(told({ layer: 'target', when: 'target.privileged' }, reset)).toMatchObject({
      ...{ matches: [privileged], declared: ['target.privileged: Bool'], slots: 0, presence: [] },
    })
    expect(told({ layer: 'target', when: 'target.privileged' })).toMatchObject({
      ...{ matches: [privileged, '|object 0.privileged|'], slots: 1, presence: ['true'] },
    })
  })

  test('of objects of several kinds knows each by what it is', () => {
    const objects = [
      { param: 'role', type: 'group', role: 'group' },
      { param: 'note', type: 'licence', role: 'group' },
      { param: 'days', type: 'group', role: 'owner' },
    ]
    const several = { ...add, objects } as unknown as ActionDefinition
    const [kind, role] = ['type', 'role'].map((field) =>
      told({ layer: 'target', when: `target.${field} == requester.id` }, several),
    )
    const either = ['group as group', 'licence as group', 'group as owner']
    expect(kind?.asserted).toEqual([`(or ${either.map((one) => `(= "${one}" |object 0 is|)`).join(' ')})`])
    expect(kind?.matches[1]).toBe(
      '(= (ite (= "group as owner" |object 0 is|) "group" (ite (= "licence as group" |object 0 is|) "licence" "group")) |requester.id|)',
    )
    expect(role?.matches[1]).toBe(
      '(= (ite (= "group as owner" |object 0 is|) "owner" "group") |requester.id|)',
    )
  })

  test('knows what the catalog says of the action', () => {
    const undone = { ...reset, reversible: { by: 'x', note: '' }, selfService: true, credential: true }
    const whens = ['write', 'selfService', 'credential', 'reversible']
    const said = (action: ActionDefinition) =>
      whens.map((field) => told({ when: `action.${field}` }, action).matches[0])
    expect(said(reset)).toEqual(['true', 'false', 'false', 'false'])
    expect(said({ ...undone, write: false })).toEqual(['false', 'true', 'true', 'true'])
  })

  test('is closed by its limit and by its window', () => {
    const limit = { max: 3, per: '1h', by: 'tenant' } as const
    const window = { days: ['mon' as const], hours: '08:00-18:00', zone: null, holidays: [] }
    expect(told({}).closed).toBe('false')
    expect(told({ obligations: { limit } })).toMatchObject({
      ...{ closed: '(>= |usage r| 3)', asserted: ['(>= |usage r| 0)'] },
    })
    const { closed, declared } = told({ obligations: { limit, window } })
    expect(declared).toEqual(['usage r: Int', `open ${JSON.stringify(window)}: Bool`])
    expect(closed).toBe(`(or (>= |usage r| 3) (not |open ${JSON.stringify(window)}|))`)
  })

  test('counts where it is enforced and covers the action', () => {
    const rules = [
      ruleOf({ id: 'here', actions: ['acme.group.*'] }),
      ruleOf({ id: 'elsewhere', actions: ['acme.user.*'] }),
      ruleOf({ id: 'shadow', mode: 'shadow' }),
    ]
    const keyed = rules.map((rule) => [rule.id, rule] as const)
    expect([...encodeRules(add, keyed, createParse()).rules.keys()]).toEqual(['here'])
  })

  test('is parsed once, and read twice where nothing new is learned', () => {
    const parse = createParse()
    expect(parse('requester.verified')).toBe(parse('requester.verified'))
    const read: string[] = []
    encodeRules(add, [['r', ruleOf({ when: 'requester.verified' })]], (when) => {
      read.push(when)
      return parse(when)
    })
    expect(read).toHaveLength(2)
  })
})
