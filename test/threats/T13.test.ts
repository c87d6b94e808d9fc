import { expect, onTestFinished, test } from 'vitest'
import { createConnectors } from '#connectors/index.ts'
import type { EgressOptions } from '#egress/egress.ts'
import { createEgress } from '#egress/egress.ts'
import { listen } from '#test/egress/servers.ts'

function egressOf(options: EgressOptions) {
  const egress = createEgress({ limits: { connectMs: 300, totalMs: 2_000 }, ...options })
  onTestFinished(() => egress.close())
  return egress
}
const refused = { name: 'DexError', code: 'egress_refused' }

test.each([301, 302, 303, 307, 308])(
  'T13: a %i is an error, and its location is never called',
  async (status) => {
    const elsewhere = await listen((_, response) => response.end('secret'))
    const platform = await listen((_, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${elsewhere.port}/` }).end()
    })
    const egress = egressOf({ profile: 'sandbox' })
    for (const redirect of ['follow', 'manual', 'error'] as const) {
      const call = egress.fetch(`http://127.0.0.1:${platform.port}/`, {
        redirect,
        headers: { authorization: 'Bearer t' },
      })
      await expect(call).rejects.toMatchObject(refused)
    }
    expect([platform.requests.length, elsewhere.connections()]).toEqual([3, 0])
  },
)

test('T13: a bearer’s fetch follows next links of its own origin and of no other', async () => {
  const thief = await listen((_, response) => response.end())
  const platform = await listen((request, response) => {
    const own = `http://127.0.0.1:${platform.port}`
    const next =
      request.url === '/users' ? `${own}/users?after=1` : `http://127.0.0.1:${thief.port}/users?after=2`
    response.setHeader('link', `<${next}>; rel="next"`).end()
  })
  const origin = `http://127.0.0.1:${platform.port}`
  const fetch = egressOf({ profile: 'sandbox' }).forOrigin(origin)
  const follow = async (url: string) => {
    const answer = await fetch(url, { headers: { authorization: 'Bearer t' } })
    return /<(.*)>/.exec(answer.headers.get('link') ?? '')?.[1] ?? ''
  }
  const second = await follow(`${origin}/users`)
  const third = await follow(second)
  await expect(follow(third)).rejects.toMatchObject(refused)
  await expect(fetch(new Request(third))).rejects.toMatchObject(refused)
  for (const other of [
    `https://127.0.0.1:${platform.port}/`,
    `http://localhost:${platform.port}/`,
    `http://127.0.0.1:${platform.port}.evil.example/`,
    `http://127.0.0.1:${platform.port}@127.0.0.1:${thief.port}/`,
  ]) {
    await expect(follow(other)).rejects.toMatchObject(refused)
  }
  expect([platform.requests.length, thief.connections()]).toEqual([2, 0])
})

test('T13: the address that was checked is the one dialled, whatever the DNS says the second time', async () => {
  const inside = await listen((_, response) => response.end('secret'))
  const answers = [['192.0.2.1'], ['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1'], []]
  let asked = 0
  const egress = egressOf({
    profile: 'production',
    resolve: async () => answers[asked++] ?? ['127.0.0.1'],
  })
  for (const _ of answers) {
    await expect(egress.fetch(`https://rebind.example:${inside.port}/`)).rejects.toMatchObject(refused)
  }
  expect([asked, inside.connections()]).toEqual([answers.length, 0])
})

test('T13: a name that turns from public to this machine within one call gains nothing', async () => {
  const inside = await listen((_, response) => response.end('secret'))
  let asked = 0
  const egress = egressOf({
    profile: 'production',
    // The first answer passes the check; a second look-up, had the dial its own, would reach this machine.
    resolve: async () => (asked++ === 0 ? ['93.184.216.34'] : ['127.0.0.1']),
  })
  await expect(egress.fetch(`https://rebind.example:${inside.port}/`)).rejects.toBeInstanceOf(Error)
  expect([asked, inside.connections()]).toEqual([1, 0])
})

test.each([
  'https://127.0.0.1',
  'https://2130706433',
  'https://0177.0.0.1',
  'https://0x7f.1',
  'https://0x7f000001',
  'https://127.1',
  'https://0',
  'https://１２７.0.0.1',
  'https://[::1]',
  'https://[::ffff:127.0.0.1]',
  'https://[::ffff:7f00:1]',
  'https://[::127.0.0.1]',
  'https://[64:ff9b::7f00:1]',
  'https://[fd00::1]',
  'https://[fe80::1]',
  'https://10.1.2.3',
  'https://100.64.1.2',
  'https://169.254.169.254',
  'https://2852039166',
])('T13: production refuses %s without a connection', async (host) => {
  const inside = await listen((_, response) => response.end('secret'))
  const egress = egressOf({ profile: 'production' })
  await expect(egress.fetch(`${host}:${inside.port}/`)).rejects.toMatchObject(refused)
  expect(inside.connections()).toBe(0)
})

test.each(['localhost', 'localhost.', 'app.localhost'])(
  'T13: production refuses the name %s, which the machine’s own resolver knows',
  async (host) => {
    const inside = await listen((_, response) => response.end('secret'))
    const egress = egressOf({ profile: 'production' })
    await expect(egress.fetch(`https://${host}:${inside.port}/`)).rejects.toBeInstanceOf(Error)
    expect(inside.connections()).toBe(0)
  },
)

test.each([
  'https://user@platform.example/',
  'https://user:password@platform.example/',
  'https://platform.example@127.0.0.1/',
  'ftp://platform.example/',
  'file:///etc/passwd',
  'data:text/plain,a',
  'blob:https://platform.example/1',
  '/relative',
  '',
])('T13: `%s` is no address to call, in either profile', async (url) => {
  for (const profile of ['production', 'sandbox'] as const) {
    await expect(egressOf({ profile }).fetch(url)).rejects.toMatchObject(refused)
  }
})

test('T13: a variable that switches certificate checks off changes nothing', async () => {
  const { selfSignedCertificate } = await import('#test/egress/certificate.ts')
  const inside = await listen(
    (_, response) => response.end('secret'),
    selfSignedCertificate('vault.internal'),
  )
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
  onTestFinished(() => void delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'])
  const origin = `https://vault.internal:${inside.port}`
  const egress = egressOf({
    profile: 'production',
    privateOrigins: [origin],
    resolve: async () => ['127.0.0.1'],
  })
  await expect(egress.fetch(`${origin}/`)).rejects.toThrow(TypeError)
  expect(inside.requests).toHaveLength(0)
})

const sdks = {
  okta: { list: '/api/v1/', id: '00uA1b2C3d4E5f6G7h8I' },
  microsoft: { list: '/v1.0/', id: '0f8fad5b-d9cb-469f-a165-70867728950e' },
  google: { list: '/admin/', id: '104857600000000000001' },
  scim: { list: '/scim/', id: '2819c223-7f76-453a' },
} as const

/** Every way in which the gate and the model look a person up: by address, by id, and with a list that has pages. */
function asking(platform: keyof typeof sdks, origin: string, options: EgressOptions) {
  const { resolverFor } = createConnectors({ fetchFor: egressOf(options).forOrigin, clock: Date.now })
  const resolver = resolverFor(platform)
  const credential = { accessToken: 'delegated-token', origin }
  const soon = () => AbortSignal.timeout(5_000)
  return [
    () => resolver?.findByEmail('mina@corp.test', credential, soon()),
    () => resolver?.resolve('user', sdks[platform].id, credential, soon()),
    () => resolver?.entitlements(sdks[platform].id, credential, soon()),
  ]
}
const platforms = Object.keys(sdks) as (keyof typeof sdks)[]

test.each(platforms)(
  'T13: %s’s SDK reaches no name that leads to this machine, now or later',
  async (name) => {
    const inside = await listen((_, response) => response.end('{}'))
    const answers = [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::1'], ['169.254.169.254']]
    for (const addresses of answers) {
      let asked = 0
      const resolve = async () => {
        asked += 1
        return asked === 1 ? addresses : ['127.0.0.1']
      }
      const origin = `https://rebind.example:${inside.port}`
      for (const ask of asking(name, origin, { profile: 'production', resolve }))
        await expect(ask()).rejects.toMatchObject({ code: 'egress_refused' })
    }
    expect(inside.connections()).toBe(0)
  },
)

test.each(platforms)('T13: %s’s SDK follows a redirect nowhere, and its bearer stays', async (name) => {
  const thief = await listen((_, response) => response.end('{}'))
  for (const status of [301, 302, 303, 307, 308]) {
    const platform = await listen((_, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${thief.port}${sdks[name].list}` }).end()
    })
    const origin = `http://127.0.0.1:${platform.port}`
    for (const ask of asking(name, origin, { profile: 'sandbox' }))
      await expect(ask()).rejects.toMatchObject({ code: 'egress_refused' })
    expect(platform.requests.length).toBeGreaterThan(0)
  }
  expect(thief.connections()).toBe(0)
})

test.each(platforms)('T13: %s’s SDK takes its bearer after no next link to elsewhere', async (name) => {
  const thief = await listen((_, response) => response.end('{}'))
  const platform = await listen((_, response) => {
    const next = `http://127.0.0.1:${thief.port}${sdks[name].list}users?after=1`
    const headers = { 'content-type': 'application/json', link: `<${next}>; rel="next"` }
    const lists = { value: [], users: [], groups: [], items: [], Resources: [], totalResults: 3 }
    const body = { ...lists, '@odata.nextLink': next, nextPageToken: next, nextLink: next, id: sdks[name].id }
    response.writeHead(200, headers).end(JSON.stringify(body))
  })
  const origin = `http://127.0.0.1:${platform.port}`
  for (const ask of asking(name, origin, { profile: 'sandbox' })) await Promise.allSettled([ask()])
  expect(platform.requests.length).toBeGreaterThan(0)
  for (const { headers } of platform.requests) expect(headers.host).toBe(`127.0.0.1:${platform.port}`)
  expect(thief.connections()).toBe(0)
})
