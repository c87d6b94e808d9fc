import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseLine } from '#policy/parse-line.ts'
import { input } from './support.ts'

const line = (value: unknown): string => JSON.stringify(value)

test('a valid line is an input, with defaults for what may be left out', () => {
  const { objects: _objects, params: _params, provenance: _provenance, ...least } = input()
  expect(parseLine(line(least))).toEqual({
    ok: true,
    input: { ...least, objects: [], params: {}, provenance: {} },
  })
})

test('a byte order mark before it is not part of it, and what may be null is', () => {
  const given = { ...input(), runtime: { now: null, zone: null, usage: { a: null } } }
  expect(parseLine(`\uFEFF${line(given)}`)).toEqual({ ok: true, input: given })
})

test.each([
  ['{', null, 'body_not_json', ''],
  ['', null, 'body_not_json', ''],
  ['null', null, 'input_invalid', ''],
  [line({ ...input(), id: 'x7', channel: 'fax' }), 'x7', 'input_invalid', 'channel'],
  [line({ ...input(), extra: 1 }), '1', 'input_invalid', ''],
  [line({ ...input(), target: { ...input().target, labels: [1] } }), '1', 'input_invalid', 'target.labels.0'],
  [line({ ...input(), runtime: { now: '2026-11-23T10:00:00' } }), '1', 'input_invalid', 'runtime.now'],
  [`{"id":"d","params":{"x":${'['.repeat(60_000)}${']'.repeat(60_000)}}}`, 'd', 'input_invalid', ''],
  [`"${'x'.repeat(1_000_001)}"`, null, 'body_too_large', ''],
])('%.40s', (text, id, code, path) => {
  const parsed = parseLine(text)
  expect(parsed).toMatchObject({ ok: false, error: { id, error: { code } } })
  if (!parsed.ok && path !== '') expect(parsed.error.error.path).toBe(path)
})

test('says in words what does not fit, and where', () => {
  const error = (text: string): unknown => {
    const parsed = parseLine(text)
    return parsed.ok ? null : parsed.error
  }
  const deep = `{"id":"d","params":{"x":${'['.repeat(60_000)}${']'.repeat(60_000)}}}`
  const said = (id: string | null, code: string, message: string, path = '') => ({
    id,
    error: { code, message, path },
  })
  expect(error(`"${'x'.repeat(999_999)}"`)).toEqual(
    said(null, 'body_too_large', 'the line is longer than 1000000 characters'),
  )
  expect(error(`"${'x'.repeat(999_998)}"`)).toMatchObject({ error: { code: 'input_invalid' } })
  expect(error('{')).toEqual(said(null, 'body_not_json', 'the line is not JSON'))
  expect(error(line({ ...input(), id: 7 }))).toEqual(
    said(null, 'input_invalid', 'invalid input: expected string, received number', 'id'),
  )
  expect(error('7')).toEqual(said(null, 'input_invalid', 'invalid input: expected object, received number'))
  expect(error(deep)).toEqual(said('d', 'input_invalid', 'the input is nested too deeply'))
})

test('never throws', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((junk) => line({ ...input(), target: junk })),
      ),
      (text) => {
        expect(typeof parseLine(text).ok).toBe('boolean')
      },
    ),
    { numRuns: Number(process.env.DEX_PROPERTY_RUNS ?? 2_000) },
  )
})
