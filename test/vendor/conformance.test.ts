import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { createConformance, type Difference, type Verdict } from './conformance.ts'
import { Description, type Platform } from './description.ts'
import { deviations } from './deviations.ts'
import type { Drive } from './drive/drive.ts'
import { driveGoogle } from './drive/google.ts'
import { driveMicrosoft } from './drive/microsoft.ts'
import { driveOkta } from './drive/okta.ts'
import type { Exchange } from './traffic.ts'

const drives: Readonly<Record<Platform, () => Promise<Drive>>> = {
  okta: driveOkta,
  microsoft: driveMicrosoft,
  google: driveGoogle,
}

const describedBy = (platform: Platform): Description =>
  Description.parse(JSON.parse(readFileSync(new URL(`${platform}.json`, import.meta.url), 'utf8')))

const keyOf = ({ route, side, what }: Difference): string => `${route} · ${side} · ${what}`

describe.each(Object.keys(drives) as Platform[])('%s', (platform) => {
  const description = describedBy(platform)
  let drive: Drive
  let verdicts: { exchange: Exchange; verdict: Verdict }[]

  beforeAll(async () => {
    drive = await drives[platform]()
    const hold = createConformance(description)
    verdicts = drive.exchanges.map((exchange) => ({ exchange, verdict: hold(exchange) }))
  })

  it('the extract is about exactly the emulated routes, each of which the vendor describes', () => {
    expect(Object.keys(description.operations).sort()).toEqual(drive.routes.toSorted())
    expect(Object.entries(description.operations).filter(([, operation]) => operation === null)).toEqual([])
  })

  it('every route has answered with a success', () => {
    const answered = new Set(
      verdicts.filter(({ exchange }) => exchange.status < 300).map(({ verdict }) => verdict.route),
    )
    expect(drive.routes.filter((route) => !answered.has(route))).toEqual([])
  })

  it('requests and responses are as the vendor describes them, but for what is listed', () => {
    const listed = deviations[platform].flatMap(({ routes, side, what }) =>
      routes.map((route) => keyOf({ route, side, what })),
    )
    const found = new Set(verdicts.flatMap(({ verdict }) => verdict.differences.map(keyOf)))
    expect([...found].sort()).toEqual(listed.toSorted())
  })

  it('nothing but refusals goes undescribed', () => {
    const silent = verdicts.filter(({ exchange, verdict }) => !verdict.described && exchange.status < 400)
    expect(silent.map(({ exchange }) => `${exchange.method} ${exchange.url.pathname}`)).toEqual([])
  })
})

describe('what differs is seen', () => {
  const base = 'http://127.0.0.1'
  const told = (platform: Platform, exchange: Partial<Exchange> & { path: string }): string[] => {
    const { path, ...rest } = exchange
    const whole = { method: 'GET', body: undefined, status: 200, answer: undefined, ...rest }
    const verdict = createConformance(describedBy(platform))({ ...whole, url: new URL(path, base) })
    return verdict.differences.map(({ side, what }) => `${side}: ${what}`)
  }
  const group = { id: 'g', profile: { name: 'n' } }

  it.each<[string, string[], string[]]>([
    [
      'a field',
      told('okta', { path: '/api/v1/groups/g', answer: { ...group, colour: 1 } }),
      ['response: /colour is not described'],
    ],
    [
      'a type',
      told('okta', { path: '/api/v1/groups/g', answer: { ...group, id: 7 } }),
      ['response: /id must be string'],
    ],
    [
      'an enumerated value',
      told('okta', { path: '/api/v1/groups/g', answer: { ...group, type: 'X' } }),
      ['response: /type must be equal to one of the allowed values'],
    ],
    ['no body', told('okta', { path: '/api/v1/groups/g' }), ['response: no body']],
    [
      'a body',
      told('okta', { method: 'PUT', path: '/api/v1/groups/g/users/u', status: 204, answer: {} }),
      ['response: a body is not described'],
    ],
    [
      'a status',
      told('google', { path: '/admin/directory/v1/groups/g', status: 304 }),
      ['response: status 304 is not described'],
    ],
    [
      'a query',
      told('google', { path: '/admin/directory/v1/groups/g?max=1', answer: {} }),
      ['request: query `max` is not described'],
    ],
    [
      'a value of a query',
      told('google', { path: '/admin/directory/v1/users/u?projection=all', answer: {} }),
      ['request: query `projection` must be equal to one of the allowed values'],
    ],
    [
      'a selected field',
      told('microsoft', { path: '/v1.0/users/u?$select=id,shoeSize', answer: {} }),
      ['request: query `$select`/* must be equal to one of the allowed values'],
    ],
    [
      'a sent field',
      told('microsoft', { method: 'PATCH', path: '/v1.0/users/u', status: 204, body: { shoeSize: 42 } }),
      ['request: /shoeSize is not described'],
    ],
    [
      'what is missing',
      told('microsoft', { method: 'POST', path: '/v1.0/users/u/assignLicense', body: {}, answer: {} }),
      ['request: no body'],
    ],
    [
      'a kind',
      told('microsoft', {
        path: '/v1.0/users/u/memberOf',
        answer: { value: [{ '@odata.type': '#microsoft.graph.planet', id: 'p', mass: 1 }] },
      }),
      expect.arrayContaining([expect.stringContaining('/value/*')]),
    ],
    [
      'a kind’s own field',
      told('okta', {
        path: '/api/v1/users/u/factors',
        answer: [{ id: 'f', factorType: 'sms', profile: { credentialId: 'x' } }],
      }),
      ['response: /*/profile/credentialId is not described'],
    ],
  ])('%s', (_name, found, expected) => {
    expect(found).toEqual(expected)
  })
})
