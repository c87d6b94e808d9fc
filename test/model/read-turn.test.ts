import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { codes } from '#contract/codes.ts'
import type { ModelBlock, ModelTurn, StopReason } from '#contract/model.ts'
import { callsPerTurnMax, readTurn } from '#model/read-turn.ts'
import { actionNameOf, toolNameOf, toolsFor } from '#model/tools.ts'
import { definitions } from './harness.ts'

const turn = (content: unknown, stopReason: StopReason = 'tool_use'): ModelTurn => ({
  content: content as ModelBlock[],
  stopReason,
  usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
  model: 'm',
})
let next = 0
const use = (name: string, input: unknown = {}, id = `t${(next += 1)}`) => ({
  type: 'tool_use',
  id,
  name,
  input,
})
const read = (...content: unknown[]) => readTurn(turn(content), definitions)
const reset = (target = '00u1') => use('okta_user_reset_factors', { target, purpose: 'p' })
const find = () => use('okta_user_find', { email: 'a@b.example', purpose: 'p' })

describe('tools', () => {
  test('names lead back to their actions, and to nothing else', () => {
    for (const { name } of definitions) expect(actionNameOf(toolNameOf(name), definitions)).toBe(name)
    expect(actionNameOf('okta_user', definitions)).toBeNull()
    expect(actionNameOf('resolve', definitions)).toBeNull()
  })

  test('a catalog whose names collide, or take ours, is refused', () => {
    const [first] = definitions
    if (!first) throw new Error('empty catalog')
    const named = (name: string) => ({ ...first, name })
    const target = z.strictObject({ target: z.string() })
    const refused = [
      [named('okta.user.list_factors'), named('okta.user_list.factors')],
      [named('resolve')],
      [{ ...first, params: target }],
    ]
    for (const bad of refused) expect(() => toolsFor(bad)).toThrow(codes.internal.text)
  })

  test('each has a closed schema with its target, if any, and a purpose', () => {
    const byName = new Map(toolsFor(definitions).map((tool) => [tool.name, tool.inputSchema]))
    expect(byName.get('okta_user_find')).toMatchObject({
      type: 'object',
      properties: { email: { type: 'string', format: 'email' }, purpose: { type: 'string' } },
      required: ['email', 'purpose'],
      additionalProperties: false,
    })
    expect(byName.get('okta_user_reset_factors')).toMatchObject({ required: ['target', 'purpose'] })
    expect(byName.get('resolve')).toMatchObject({
      properties: { template: { enum: ['resolved', 'declined'] } },
    })
    expect(byName.has('escalate')).toBe(true)
  })
})

describe('reading a turn', () => {
  test('reads and one write are kept, in order, with their place', () => {
    expect(read({ type: 'text', text: 'x' }, find(), reset())).toMatchObject({
      kind: 'calls',
      problems: [],
      calls: [
        { index: 0, action: 'okta.user.find', target: null, params: { email: 'a@b.example' }, purpose: 'p' },
        { index: 1, action: 'okta.user.reset_factors', target: '00u1', params: {} },
      ],
    })
  })

  test('of several writes only the first is kept', () => {
    const outcome = read(reset('00u1'), reset('00u2'), find())
    expect(outcome).toMatchObject({ kind: 'calls', problems: [{ code: 'too_much_at_once' }] })
    expect(outcome.kind === 'calls' && outcome.calls.map(({ target }) => target)).toEqual(['00u1', null])
  })

  test.each([
    ['an unknown tool', use('okta_user_delete', { target: '1', purpose: '' }), 'action_unknown'],
    ['a catalog name instead of a tool', use('okta.user.find', { email: 'a@b.example' }), 'action_unknown'],
    ['a wrong parameter', use('okta_user_find', { email: 'not an address' }), 'params_invalid'],
    ['an unknown parameter', use('okta_user_find', { email: 'a@b.example', all: true }), 'params_invalid'],
    ['no target', use('okta_user_reset_factors', {}), 'params_invalid'],
    ['an empty target', use('okta_user_reset_factors', { target: '' }), 'params_invalid'],
    ['a target too many', use('okta_user_find', { email: 'a@b.example', target: '1' }), 'params_invalid'],
    ['a list for an input', use('okta_user_find', []), 'params_invalid'],
    ['a bad template', use('resolve', { template: 'anything', summary: '' }), 'params_invalid'],
  ])('%s is told to the model', (_name, call, code) => {
    const outcome = read(call)
    expect(outcome).toMatchObject({ kind: 'calls', calls: [], problems: [{ toolUseId: call.id, code }] })
  })

  test('resolve beside other calls waits for their outcomes', () => {
    const outcome = read(reset(), use('resolve', { template: 'resolved', summary: 's' }))
    expect(outcome).toMatchObject({ calls: [{ target: '00u1' }], problems: [{ code: 'too_much_at_once' }] })
  })

  test('escalate wins over everything, also when badly put', () => {
    expect(read(reset(), use('escalate', { reason: 'why' }))).toMatchObject({
      kind: 'escalate',
      reason: 'why',
    })
    expect(read(use('escalate', 'nonsense'))).toMatchObject({ kind: 'escalate', reason: '' })
  })

  test('a flood of calls is cut', () => {
    const outcome = read(...Array.from({ length: callsPerTurnMax + 5 }, find))
    if (outcome.kind !== 'calls') throw new Error(outcome.kind)
    expect(outcome.calls).toHaveLength(callsPerTurnMax)
    expect(outcome.problems).toHaveLength(5)
  })

  test.each<[StopReason, string]>([
    ['refusal', 'model_refused'],
    ['max_tokens', 'model_bad_answer'],
    ['pause_turn', 'model_bad_answer'],
    ['context_window', 'budget_exhausted'],
    ['other', 'model_bad_answer'],
  ])('nothing of a turn that stopped by %s is run', (stopReason, code) => {
    expect(readTurn(turn([reset()], stopReason), definitions)).toEqual({ kind: 'unusable', code })
  })

  test.each([
    ['nothing', []],
    ['words alone', [{ type: 'text', text: 'done!' }]],
    ['two calls of one id', [use('okta_user_find', {}, 'same'), use('okta_user_find', {}, 'same')]],
    ['a call that cannot be answered', [use('okta_user_find', {}, 'no good id')]],
  ])('%s: unusable', (_name, content) => {
    expect(readTurn(turn(content), definitions)).toEqual({ kind: 'unusable', code: 'model_bad_answer' })
  })

  test('whatever the content: no throw, every call accounted for, at most one write', () => {
    const tools = [...toolsFor(definitions).map(({ name }) => name), 'nope']
    const input = fc.oneof(
      fc.constant({ target: '00u1', purpose: 'p' }),
      fc.constant({ email: 'a@b.example', purpose: 'p' }),
      fc.constant({ template: 'resolved', summary: '', purpose: 'p' }),
      fc.dictionary(fc.constantFrom('target', 'purpose', 'email', 'template', '__proto__'), fc.anything()),
      fc.anything(),
    )
    const block = fc.oneof(
      fc.record({
        type: fc.constant('tool_use'),
        id: fc.stringMatching(/^[a-z]{1,6}$/),
        name: fc.constantFrom(...tools),
        input,
      }),
      fc.anything(),
    )
    fc.assert(
      fc.property(fc.oneof(fc.array(block, { maxLength: 14 }), fc.anything()), (content) => {
        const outcome = readTurn(turn(content), definitions)
        if (outcome.kind !== 'calls') return
        const ids = [...outcome.calls, ...outcome.problems].map(({ toolUseId }) => toolUseId)
        const asked = (content as { type?: unknown; id?: unknown }[]).filter(
          (one) => one?.type === 'tool_use',
        )
        expect(new Set(ids)).toEqual(new Set(asked.map(({ id }) => id)))
        const writes = outcome.calls.filter(
          ({ action }) => definitions.find(({ name }) => name === action)?.write,
        )
        expect(writes.length).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
  })
})

describe('the outcomes beside calls', () => {
  const plan = (refs: string[]) => ({
    hypothesis: 'locked out',
    evidence: refs.map((ref) => ({ ref, shows: 'so' })),
    next: ['unlock'],
  })
  test('a plan goes with anything, keeps only refs that exist and counts the others', () => {
    const calls = [use('plan', plan(['1.0', '4.2'])), use('okta_user_get', { target: 'x', purpose: 'p' })]
    const outcome = readTurn(turn(calls), definitions, { refs: new Set(['1.0']), runbooks: new Set() })
    expect(outcome.kind === 'calls' && outcome.calls.length).toBe(1)
    expect(outcome.plan).toMatchObject({ evidence: [{ ref: '1.0', shows: 'so' }], unfounded: 1 })
  })
  test('a plan cites runbooks that were shown; others are counted with what is unfounded', () => {
    const cites = use('plan', { ...plan([]), runbooks: ['locked-out', 'made-up', 'locked-out'] })
    const call = use('okta_user_get', { target: 'x', purpose: 'p' })
    const shown = { refs: new Set<string>(), runbooks: new Set(['locked-out']) }
    expect(readTurn(turn([cites, call]), definitions, shown).plan).toMatchObject({
      runbooks: ['locked-out'],
      unfounded: 1,
    })
    expect(readTurn(turn([cites, call]), definitions).plan).not.toHaveProperty('runbooks')
  })
  test('a question, a wait and a close are taken alone', () => {
    const question = use('dex_question_ask', { template: 'more_detail', purpose: 'p' })
    const wait = use('wait', { minutes: 5, reason: 'settles' })
    expect(readTurn(turn([question]), definitions)).toMatchObject({
      kind: 'ask',
      call: { action: 'dex.question.ask' },
    })
    expect(readTurn(turn([wait]), definitions)).toMatchObject({ kind: 'wait', minutes: 5 })
    const both = readTurn(turn([question, wait]), definitions)
    expect(both).toMatchObject({
      kind: 'calls',
      calls: [],
      problems: [{ code: 'too_much_at_once' }, { code: 'too_much_at_once' }],
    })
    expect(readTurn(turn([use('wait', { minutes: 999_999, reason: 'x' })]), definitions)).toMatchObject({
      kind: 'calls',
      problems: [{ code: 'params_invalid' }],
    })
  })
  test('a hand-over has a category and steps, also where the model left them out', () => {
    expect(
      readTurn(turn([use('escalate', { reason: 'r', category: 'mail', next: ['a'] })]), definitions),
    ).toMatchObject({
      category: 'mail',
      next: ['a'],
    })
    expect(readTurn(turn([use('escalate', { reason: 'r' })]), definitions)).toMatchObject({
      category: 'other',
      next: [],
    })
  })

  test('one change to many targets is a list, alone and of one action that changes a target', () => {
    const bulk = (input: object) => read(use('bulk', { purpose: 'they left', ...input }))
    const suspend = { action: 'okta_user_suspend' }
    expect(bulk({ ...suspend, targets: ['a@b.example', '00u1'] })).toMatchObject({
      kind: 'list',
      call: { index: 0, action: 'okta.user.suspend', targets: ['a@b.example', '00u1'], params: {} },
    })
    expect(bulk({ action: 'okta.user.suspend', list: true })).toMatchObject({
      kind: 'list',
      call: { targets: null },
    })
    const refused = [
      suspend,
      { ...suspend, list: true, targets: ['a@b.example'] },
      { ...suspend, targets: [] },
      { ...suspend, targets: Array.from({ length: 501 }, (_none, at) => `p${at}`) },
      { action: 'okta_user_find', targets: ['a@b.example'] },
      { action: 'dex_reply_public', targets: ['a@b.example'] },
    ]
    for (const input of refused)
      expect(bulk(input)).toMatchObject({ kind: 'calls', calls: [], problems: [{ code: 'params_invalid' }] })
    expect(bulk({ action: 'okta_everything', list: true })).toMatchObject({
      problems: [{ code: 'action_unknown' }],
    })
    const both = read(use('bulk', { ...suspend, list: true, purpose: 'p' }), find())
    expect(both).toMatchObject({
      calls: [{ action: 'okta.user.find' }],
      problems: [{ code: 'too_much_at_once' }],
    })
  })
})
