import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface StubKey {
  bytes: Buffer
  deletion: number | null
  disabled: boolean
}
type Body = Record<string, unknown>

class Refused extends Error {
  readonly type: string
  constructor(type: string, message = type) {
    super(message)
    this.type = type
  }
}

/** AWS KMS as far as Dex speaks with it: JSON 1.1 over HTTP, real AES-GCM, encryption contexts, aliases, pending deletion. */
export async function createKmsStub(options: { port?: number } = {}) {
  const keys = new Map<string, StubKey>()
  const aliases = new Map<string, string>()
  const calls: string[] = []
  /** The name of an exception that everything is answered with. */
  const state: { refusing: string | null } = { refusing: null }

  const resolve = (name: unknown): [string, StubKey] => {
    const id = aliases.get(String(name)) ?? String(name)
    const key = keys.get(id)
    if (!key) throw new Refused('NotFoundException')
    return [id, key]
  }
  const usable = (name: unknown): [string, StubKey] => {
    const found = resolve(name)
    if (found[1].deletion !== null)
      throw new Refused('KMSInvalidStateException', `${found[0]} is pending deletion.`)
    if (found[1].disabled) throw new Refused('DisabledException', `${found[0]} is disabled.`)
    return found
  }
  const context = (body: Body): string => {
    const given = (body['EncryptionContext'] ?? {}) as Record<string, string>
    return JSON.stringify(Object.entries(given).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
  const metadata = (id: string, key: StubKey) => ({
    KeyId: id,
    KeyState: key.deletion !== null ? 'PendingDeletion' : key.disabled ? 'Disabled' : 'Enabled',
    ...(key.deletion !== null && { DeletionDate: key.deletion }),
  })

  const operations: Record<string, (body: Body) => object> = {
    CreateKey() {
      const id = randomUUID()
      const key = { bytes: randomBytes(32), deletion: null, disabled: false }
      keys.set(id, key)
      return { KeyMetadata: metadata(id, key) }
    },
    DescribeKey: (body) => ({ KeyMetadata: metadata(...resolve(body['KeyId'])) }),
    CreateAlias(body) {
      const name = String(body['AliasName'])
      if (aliases.has(name)) throw new Refused('AlreadyExistsException')
      aliases.set(name, resolve(body['TargetKeyId'])[0])
      return {}
    },
    UpdateAlias(body) {
      const name = String(body['AliasName'])
      if (!aliases.has(name)) throw new Refused('NotFoundException')
      aliases.set(name, resolve(body['TargetKeyId'])[0])
      return {}
    },
    ListAliases(body) {
      const all = [...aliases].map(([AliasName, TargetKeyId]) => ({ AliasName, TargetKeyId }))
      const from = Number(body['Marker'] ?? 0)
      const page = all.slice(from, from + 2)
      const next = from + page.length
      return {
        Aliases: page,
        Truncated: next < all.length,
        ...(next < all.length && { NextMarker: String(next) }),
      }
    },
    Encrypt(body) {
      const [id, key] = usable(body['KeyId'])
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key.bytes, iv, { authTagLength: 16 })
      cipher.setAAD(Buffer.from(context(body)))
      const sealed = Buffer.concat([
        cipher.update(Buffer.from(String(body['Plaintext']), 'base64')),
        cipher.final(),
      ])
      const blob = Buffer.concat([Buffer.from(id), iv, cipher.getAuthTag(), sealed])
      return { CiphertextBlob: blob.toString('base64'), KeyId: id }
    },
    Decrypt(body) {
      const blob = Buffer.from(String(body['CiphertextBlob']), 'base64')
      const [id, key] = usable(body['KeyId'])
      if (blob.subarray(0, 36).toString() !== id) throw new Refused('IncorrectKeyException')
      try {
        const decipher = createDecipheriv('aes-256-gcm', key.bytes, blob.subarray(36, 48), {
          authTagLength: 16,
        })
        decipher.setAAD(Buffer.from(context(body)))
        decipher.setAuthTag(blob.subarray(48, 64))
        const plain = Buffer.concat([decipher.update(blob.subarray(64)), decipher.final()])
        return { Plaintext: plain.toString('base64'), KeyId: id }
      } catch {
        throw new Refused('InvalidCiphertextException')
      }
    },
    ScheduleKeyDeletion(body) {
      const [id, key] = resolve(body['KeyId'])
      if (key.deletion !== null) throw new Refused('KMSInvalidStateException', `${id} is pending deletion.`)
      key.deletion = Math.floor(Date.now() / 1_000) + Number(body['PendingWindowInDays']) * 86_400
      return { KeyId: id, DeletionDate: key.deletion, KeyState: 'PendingDeletion' }
    },
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).replace('TrentService.', '')
      calls.push(operation)
      const answer = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
      if (!String(request.headers.authorization).startsWith('AWS4-HMAC-SHA256 Credential=AKIDSTUB')) {
        answer(400, { __type: 'UnrecognizedClientException' })
        return
      }
      try {
        if (state.refusing !== null) throw new Refused(state.refusing)
        const run = operations[operation]
        if (!run) throw new Refused('UnknownOperationException')
        answer(200, run(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Body))
      } catch (error) {
        const { type, message } = error instanceof Refused ? error : new Refused('InternalFailure')
        answer(400, { __type: type, message })
      }
    })
  })
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    calls,
    state,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
