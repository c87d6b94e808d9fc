import { describe, expect, it } from 'vitest'
import { parseTicketBody } from '#channels/ticket/parse-ticket-body.ts'
import { isDexError } from '#contract/error.ts'

const ticket = {
  externalId: 'T-1',
  title: 'lost phone',
  text: 'I cannot sign in',
  requester: { email: 'mina@corp.test' },
}

function refusal(raw: string | Uint8Array) {
  try {
    parseTicketBody(typeof raw === 'string' ? Buffer.from(raw) : raw)
  } catch (error) {
    if (isDexError(error)) return error
  }
  throw new Error('not refused')
}

it('takes a ticket', () => {
  expect(parseTicketBody(Buffer.from(JSON.stringify(ticket)))).toEqual(ticket)
})

it.each(['', '{', 'null,', '\u0000'])('not JSON: %j', (raw) => {
  expect(refusal(raw).code).toBe('body_not_json')
})

it('not UTF-8 is not JSON', () => {
  expect(refusal(Buffer.from([0x7b, 0xff, 0x7d])).code).toBe('body_not_json')
})

describe('the place of the fault is named, its value is not', () => {
  it.each<[string, unknown]>([
    ['', []],
    ['', null],
    ['externalId', { ...ticket, externalId: '' }],
    ['externalId', { ...ticket, externalId: 'SECRET'.repeat(100) }],
    ['title', { ...ticket, title: 7 }],
    ['requester.email', { ...ticket, requester: { email: 'SECRET' } }],
    ['verified', { ...ticket, verified: true }],
    ['requester.admin', { ...ticket, requester: { email: 'mina@corp.test', admin: 'SECRET' } }],
  ])('%s', (path, value) => {
    const error = refusal(JSON.stringify(value))
    expect(error.code).toBe('body_invalid')
    expect(error.extra['path']).toBe(path)
    expect(`${error.message} ${error.log} ${JSON.stringify(error.extra)}`).not.toContain('SECRET')
  })
})
