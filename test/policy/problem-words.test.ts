import { expect, test } from 'vitest'
import { problemsOf } from './support.ts'

/** What a person reads of each thing that can be wrong with a document: its place, what, the rule, and the mend. */
const head = 'apiVersion: dex/v1\nkind: Policy\nlayer: action\n'
const doc = (rules: string, top = head) => `${top}rules:\n${rules}`
const good = '  - id: a\n    effect: allow\n    actions: ["*"]\n'
const when = (text: string) => doc(`${good.replace('["*"]', '["acme.group.add"]')}    when: ${text}\n`)
const req = (text: string) => doc(`${good.replace('allow', 'require')}    obligations: ${text}\n`)

test.each<[string, string, string[]]>([
  [
    'unknown field',
    doc(`${good}    wen: "true"\n`),
    ['8:5 unknown_field (a): unknown field `wen`; remove it, or see docs/policy.md for the right name'],
  ],
  [
    'unknown scope key',
    doc(good, `${head}scope: { label: x }\n`),
    [
      '4:10 unknown_field: unknown field `label`; see which keys this layer’s scope may have in docs/policy.md',
    ],
  ],
  [
    'two unknown fields with odd letters',
    doc(`${good}    wén: 1\n    wo: 2\n`),
    [
      '8:5 unknown_field (a): unknown field `w?n`; remove it, or see docs/policy.md for the right name',
      '9:5 unknown_field (a): unknown field `wo`; remove it, or see docs/policy.md for the right name',
    ],
  ],
  [
    'duplicate key',
    doc(`${good}    effect: deny\n`),
    ['8:5 yaml_duplicate_key: the key stands here twice; keep one of them'],
  ],
  [
    'anchor',
    doc('  - &x\n    id: a\n    effect: allow\n    actions: ["*"]\n'),
    ['6:5 yaml_alias: anchors and aliases are not allowed; write the value out'],
  ],
  [
    'alias',
    doc('  - id: a\n    effect: allow\n    actions: *x\n'),
    ['7:14 yaml_alias: anchors and aliases are not allowed; write the value out'],
  ],
  [
    'tag',
    doc('  - id: !!binary aGVsbG8=\n    effect: allow\n    actions: ["*"]\n'),
    ['5:18 yaml_tag: the tag `tag:yaml.org,2002:binary` is not allowed; remove the tag'],
  ],
  [
    'broken',
    doc('  - id: [a\n'),
    [
      '6:1 yaml_syntax: flow sequence in block collection must be sufficiently indented and end with a ]; mend the YAML',
    ],
  ],
  [
    'version',
    doc(good, head.replace('v1', 'v2')),
    ['1:13 version_unknown: the version is unknown or missing; write `apiVersion: dex/v1`'],
  ],
  [
    'kind',
    doc(good, head.replace('Policy', 'Polity')),
    [
      '2:7 kind_unknown: the kind is unknown or missing; write `kind: Policy`, `kind: Names`, `kind: Calendar` or `kind: Publishing`',
    ],
  ],
  [
    'layer',
    doc(good, head.replace('action', 'planet')),
    [
      '3:8 layer_unknown: the layer is unknown or missing; write one of global, tenant, target, department, action, runtime',
    ],
  ],
  [
    'layer unknown and its scope',
    doc(good, `${head.replace('action', 'planet')}scope: { planet: mars }\n`),
    [
      '3:8 layer_unknown: the layer is unknown or missing; write one of global, tenant, target, department, action, runtime',
    ],
  ],
  [
    'layer missing',
    'apiVersion: dex/v1\nkind: Policy\nrules: []\n',
    [
      '1:1 layer_unknown: the layer is unknown or missing; write one of global, tenant, target, department, action, runtime',
    ],
  ],
  [
    'rules missing',
    head,
    ['1:1 schema: `rules`: invalid input: expected array, received undefined; write a value of type array'],
  ],
  [
    'type',
    doc(good.replace('id: a', 'id: 7')),
    [
      '5:9 schema: `rules.0.id`: invalid input: expected string, received number; write a value of type string',
    ],
  ],
  [
    'not a mapping',
    '- 1\n',
    [
      '1:1 schema: the document: invalid input: expected object, received array; write a value of type object',
    ],
  ],
  [
    'enum',
    doc(good.replace('allow', 'permit')),
    [
      '6:13 schema (a): `rules.0.effect`: invalid option: expected one of "allow"|"deny"|"require"; write one of allow, deny, require',
    ],
  ],
  [
    'too small',
    doc(good.replace('["*"]', '[]')),
    ['7:14 schema (a): `rules.0.actions`: too small: expected array to have >=1 items; keep to the bound'],
  ],
  [
    'pattern',
    doc(good.replace('"*"', '"acme.*.reset"')),
    [
      '7:15 schema (a): `rules.0.actions.0`: write an exact action, a prefix ending in `.*`, or `*`; see docs/policy.md',
    ],
  ],
  [
    'star',
    doc(good, `${head.replace('action', 'tenant')}scope: { tenant: "*" }\n`),
    [
      '4:18 schema: `scope.tenant`: `*` is not a value; leave the key out to match everything; see docs/policy.md',
    ],
  ],
  [
    'scripts',
    doc(good, `${head.replace('action', 'target')}scope: { label: "s\u0435rvice" }\n`),
    ['4:17 text_unsafe: `scope.label`: the text mixes letters of scripts that look alike; retype it'],
  ],
  [
    'invisible',
    doc(good, `${head.replace('action', 'target')}scope: { label: "a\u200bb" }\n`),
    ['4:17 text_unsafe: `scope.label`: the text holds an invisible or control character; retype it'],
  ],
  [
    'space',
    doc(good, `${head.replace('action', 'target')}scope: { label: "a\u00a0b" }\n`),
    ['4:17 text_unsafe: `scope.label`: the text holds a space that is not the plain one; retype it'],
  ],
  [
    'nfc',
    doc(good, `${head.replace('action', 'target')}scope: { label: "e\u0301" }\n`),
    [
      '4:17 text_unsafe: `scope.label`: the text holds composed characters in another form than NFC; retype it',
    ],
  ],
  [
    'unknown action',
    doc(good.replace('"*"', '"acme.user.rest"')),
    ['7:14 action_unknown (a): no action is covered by `acme.user.rest`; use a name from `dex action list`'],
  ],
  [
    'misplaced',
    doc(`${good}    obligations: { dry_run: true }\n`),
    ['8:5 obligations_misplaced (a): `allow` carries no obligations; write `effect: require`'],
  ],
  [
    'unknown obligation',
    req('{ prayer: true }'),
    ['8:20 unknown_field (a): unknown field `prayer`; remove it, or see docs/policy.md for the right name'],
  ],
  [
    'two in one',
    req('{ approval: { by: { role: a, person: b } } }'),
    [
      '8:36 schema (a): `rules.0.obligations.approval.by`: name exactly one of `role`, `group` or `person`; see docs/policy.md',
    ],
  ],
  [
    'a late reminder',
    req('{ approval: { by: { role: a }, within: 1h, remind: 60m } }'),
    [
      '8:69 schema (a): `rules.0.obligations.approval.remind`: the reminder comes before the time is over: write less than `within`; see docs/policy.md',
    ],
  ],
  [
    'days of a calendar, and none such',
    req('{ approval: { by: { role: a }, within: 2d, calendar: office } }'),
    [
      '8:57 schema (a): `rules.0.obligations.approval.within`: a calendar counts hours, not days: write hours, such as `8h` for a day of eight; see docs/policy.md',
    ],
  ],
  [
    'no such calendar',
    req('{ approval: { by: { role: a }, next: [{ by: { role: b }, calendar: office }] } }'),
    [
      '8:85 calendar_unknown (a): this bundle has no calendar `office`; add a document of `kind: Calendar` with `id: office`',
    ],
  ],
  [
    'next to nobody',
    req('{ approval: { by: { role: a }, next: [{ within: 4h }] } }'),
    [
      '8:56 schema (a): `rules.0.obligations.approval.next.0.by`: invalid input: expected object, received undefined; write a value of type object',
    ],
  ],
  [
    'zone',
    req('{ window: { zone: Mars/Base } }'),
    [
      '8:36 schema (a): `rules.0.obligations.window.zone`: not a known time zone; write one such as `Europe/Berlin`; see docs/policy.md',
    ],
  ],
  [
    'hours',
    req('{ window: { hours: "08:00-08:00" } }'),
    ['8:37 schema (a): `rules.0.obligations.window.hours`: start and end are the same; see docs/policy.md'],
  ],
  [
    'hours form',
    req('{ window: { hours: "8-18" } }'),
    ['8:37 schema (a): `rules.0.obligations.window.hours`: write hours as `08:00-18:00`; see docs/policy.md'],
  ],
  [
    'duration',
    req('{ approval: { by: { role: a }, within: 1 day } }'),
    [
      '8:57 schema (a): `rules.0.obligations.approval.within`: write a whole number and a unit of s, m, h or d, such as `24h`; see docs/policy.md',
    ],
  ],
  [
    'always',
    req('{ approval: { by: { role: a }, always: true } }'),
    [
      '8:57 schema (a): `rules.0.obligations.approval.always`: write `false`, or `{ for: 7d, cap: 20 }`; see docs/policy.md',
    ],
  ],
  [
    'quorum',
    req('{ approval: { by: { role: a }, quorum: 21 } }'),
    [
      '8:57 schema (a): `rules.0.obligations.approval.quorum`: too big: expected number to be <=20; keep to the bound',
    ],
  ],
  [
    'limit by',
    req('{ limit: { max: 1, per: 1h, by: moon } }'),
    [
      '8:50 schema (a): `rules.0.obligations.limit.by`: invalid option: expected one of "tenant"|"requester"|"target"|"rule"|"request"; write one of tenant, requester, target, rule, request',
    ],
  ],
  [
    'date',
    req('{ window: { holidays: ["2026-13-01"] } }'),
    ['8:41 schema (a): `rules.0.obligations.window.holidays.0`: invalid ISO date; see docs/policy.md'],
  ],
  [
    'condition syntax',
    when('"target.privileged &&"'),
    ['8:32 cel_syntax (a): unexpected token: EOF; mend the expression'],
  ],
  [
    'condition variable',
    when('"nothing.like.this"'),
    [
      '8:12 cel_unknown_variable (a): unknown variable `nothing`; use one of tenant, channel, requester, target, objects, action, params, runtime, provenance',
    ],
  ],
  [
    'condition type',
    when('target.email'),
    ['8:11 cel_type (a): the condition is of type string, not bool; write a comparison'],
  ],
  [
    'condition text',
    when('"target.email == \'\u200b\'"'),
    ['8:12 text_unsafe (a): the condition holds an invisible or control character; retype it'],
  ],
  [
    'condition parameter',
    when('params.color == "x"'),
    [
      '8:11 param_unknown (a): the action has no parameter `color` (for `acme.group.add`); see its parameters in `dex action list`',
    ],
  ],
  [
    'condition in lines',
    when('|\n      target.privileged &&\n      target.colour == "x"'),
    ['10:14 cel_type (a): no such key: colour; see the fields in docs/policy.md'],
  ],
  [
    'empty file',
    '# nothing\n',
    ['1:1 empty: the file holds no document; write a document or remove the file'],
  ],
  ['not text', 'a\u0000b', ['1:2 not_text: the file is not UTF-8 text; save it as UTF-8']],
  [
    'deep',
    `${head}rules: ${'['.repeat(200)}`,
    ['4:104 too_deep: the document is nested too deeply; nest at most 24 levels'],
  ],
  [
    'large',
    '#'.repeat(8_000_001),
    ['1:1 too_large: the file is larger than 8000000 characters; split it into several files'],
  ],
  [
    'publishing',
    'apiVersion: dex/v1\nkind: Publishing\nsecondPerson: never\n',
    [
      '3:15 schema: `secondPerson`: invalid option: expected one of "always"|"loosening"; write one of always, loosening',
    ],
  ],
  [
    'names',
    'apiVersion: dex/v1\nkind: Names\nnames: { "": x, y: "" }\n',
    [
      '3:14 schema: `names.`: invalid key in record; see docs/policy.md',
      '3:20 schema: `names.y`: too small: expected string to have >=1 characters; keep to the bound',
    ],
  ],
])('%s', (_what, text, said) => {
  expect(
    problemsOf(text).map(({ line, column, code, rule, message, mend }) => {
      const where = `${line}:${column} ${code}${rule === undefined ? '' : ` (${rule})`}`
      return `${where}: ${message}; ${mend}`
    }),
  ).toEqual(said)
})
