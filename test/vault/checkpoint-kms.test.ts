import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadKmsCheckpointSigner } from '#vault/checkpoint-kms.ts'
import { openCheckpoint, signCheckpoint } from '#vault/checkpoint.ts'
import { coded } from './fixture.ts'

const ed25519 = generateKeyPairSync('ed25519')
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const asked: string[] = []
const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const action = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>
    asked.push([action, body['MessageType'], body['SigningAlgorithm']].filter(Boolean).join(' '))
    const pair = body['KeyId'] === 'alias/other' ? curve : ed25519
    const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
    const answer =
      action === 'GetPublicKey'
        ? { PublicKey: spki.toString('base64') }
        : {
            Signature: sign(null, Buffer.from(body['Message'] ?? '', 'base64'), ed25519.privateKey).toString(
              'base64',
            ),
          }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
  })
})
let endpoint: string

beforeAll(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'test'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test'
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server.close())

const load = (keyId: string, at = endpoint) =>
  loadKmsCheckpointSigner({ keyId, region: 'eu-central-1', endpoint: at, fetch })

test('a key that never leaves KMS signs checkpoints that verify with its public half', async () => {
  const signer = await load('alias/checkpoints')
  const checkpoint = { tenant: 'acme', seq: 3, hash: 'ab'.repeat(32), at: '2026-11-22T10:00:00.000Z' }
  const key = { keyId: 'kms', publicKey: signer.publicKey, from: 0, until: Number.POSITIVE_INFINITY }
  expect(openCheckpoint(await signCheckpoint(signer, checkpoint), [key])).toMatchObject(checkpoint)
  expect(asked).toEqual(['GetPublicKey', 'Sign RAW ED25519_SHA_512'])
})

test('a key of another kind is refused, and a service that is away says so', async () => {
  await expect(load('alias/other')).rejects.toEqual(coded('configuration_invalid'))
  await expect(load('alias/checkpoints', 'http://127.0.0.1:9')).rejects.toEqual(coded('key_unavailable'))
})
