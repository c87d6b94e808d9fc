import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:tls'
import { expect, test } from 'vitest'
import { createStream } from '#egress/stream.ts'
import { selfSignedCertificate } from './certificate.ts'

const refused = (code: string) => expect.objectContaining({ name: 'DexError', code })
const loopback = async () => ['127.0.0.1']

async function listening(host: string) {
  const { key, cert } = selfSignedCertificate(host)
  const got: Buffer[] = []
  const server = createServer({ key, cert, allowHalfOpen: true }, (socket) => {
    socket.on('data', (chunk: Buffer) => got.push(chunk))
    socket.on('end', () => socket.end())
    socket.on('error', () => undefined)
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `tls://${host}:${(server.address() as AddressInfo).port}`, cert, got, server }
}

test('sends over TLS to a collector whose authority is known, and to no other', async () => {
  const { url, cert, got, server } = await listening('collector.example')
  try {
    const options = { url, profile: 'production', resolve: loopback } as const
    await createStream({ ...options, certificateAuthority: cert })(Buffer.from('one'))
    expect(Buffer.concat(got).toString()).toBe('one')
    await expect(createStream(options)(Buffer.from('two'))).rejects.toEqual(refused('delivery_failed'))
    const { cert: other } = selfSignedCertificate('collector.example')
    await expect(
      createStream({ ...options, certificateAuthority: other })(Buffer.from('three')),
    ).rejects.toEqual(refused('delivery_failed'))
    expect(Buffer.concat(got).toString()).toBe('one')
  } finally {
    server.close()
  }
})

test('never goes to a link-local address, and in production never without TLS', async () => {
  const metadata = createStream({
    url: 'tls://collector.example:6514',
    profile: 'sandbox',
    resolve: async () => ['169.254.169.254'],
  })
  await expect(metadata(Buffer.from('x'))).rejects.toEqual(refused('egress_refused'))
  expect(() => createStream({ url: 'tcp://collector.example:514', profile: 'production' })).toThrow(
    refused('configuration_invalid'),
  )
})

test('a collector that nobody listens at has taken nothing', async () => {
  const { url, server } = await listening('collector.example')
  server.close()
  await once(server, 'close')
  const send = createStream({ url, profile: 'production', resolve: loopback })
  await expect(send(Buffer.from('x'))).rejects.toEqual(refused('delivery_failed'))
})
