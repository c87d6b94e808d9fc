import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

interface StubKey {
  versions: Map<number, Buffer>
  latest: number
  oldest: number
  deletable: boolean
}

class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Vault's transit engine as far as Dex speaks with it, with its habit of making a key that it is asked to encrypt with. */
export async function createTransitStub(token: string) {
  const keys = new Map<string, StubKey>()
  /** A status that everything is answered with, such as 503 of a sealed Vault. */
  const state: {
    refusing: { status: number; errors: string[] } | null
    /** Calls that are still answered; those after them as by a sealed Vault, or, where somebody waits for it, never. */
    left: number
    hung: (() => void) | null
  } = { refusing: null, left: Number.POSITIVE_INFINITY, hung: null }
  const make = (): StubKey => ({
    versions: new Map([[1, randomBytes(32)]]),
    latest: 1,
    oldest: 1,
    deletable: false,
  })
  const find = (name: string): StubKey => {
    const key = keys.get(name)
    if (!key) throw new Refused(400, 'encryption key not found')
    return key
  }

  function run(method: string, path: string, body: Record<string, unknown>): object | null {
    const [, kind, name = '', verb] =
      /^\/v1\/transit\/(keys|encrypt|decrypt)\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? []
    const aad = Buffer.from(String(body['associated_data'] ?? ''), 'base64')
    if (kind === 'keys' && method === 'GET') {
      if (!keys.has(name)) throw new Refused(404, '')
      return { data: { latest_version: find(name).latest } }
    }
    if (kind === 'keys' && method === 'DELETE') {
      if (!find(name).deletable) throw new Refused(400, 'deletion is not allowed for this key')
      keys.delete(name)
      return null
    }
    if (kind === 'keys' && verb === undefined) {
      if (!keys.has(name)) keys.set(name, make())
      return null
    }
    if (kind === 'keys' && verb === 'rotate') {
      const key = find(name)
      key.latest += 1
      key.versions.set(key.latest, randomBytes(32))
      return null
    }
    if (kind === 'keys' && verb === 'config') {
      const key = find(name)
      if (body['deletion_allowed'] === true) key.deletable = true
      key.oldest = Number(body['min_decryption_version'] ?? key.oldest)
      return null
    }
    if (kind === 'keys' && verb === 'trim') {
      const key = find(name)
      for (const version of key.versions.keys()) {
        if (version < Number(body['min_available_version'])) key.versions.delete(version)
      }
      return null
    }
    if (kind === 'encrypt') {
      const key = keys.get(name) ?? make()
      keys.set(name, key)
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key.versions.get(key.latest) ?? '', iv, {
        authTagLength: 16,
      })
      cipher.setAAD(aad)
      const sealed = Buffer.concat([
        cipher.update(Buffer.from(String(body['plaintext']), 'base64')),
        cipher.final(),
      ])
      const blob = Buffer.concat([iv, sealed, cipher.getAuthTag()]).toString('base64')
      return { data: { ciphertext: `vault:v${key.latest}:${blob}` } }
    }
    if (kind === 'decrypt') {
      const key = find(name)
      const [, version = '', text = ''] = /^vault:v(\d+):(.*)$/.exec(String(body['ciphertext'])) ?? []
      const bytes = key.versions.get(Number(version))
      if (Number(version) < key.oldest) {
        throw new Refused(400, 'ciphertext or signature version is disallowed by policy (too old)')
      }
      if (!bytes) throw new Refused(400, 'invalid ciphertext: version is too new')
      const blob = Buffer.from(text, 'base64')
      try {
        const decipher = createDecipheriv('aes-256-gcm', bytes, blob.subarray(0, 12), { authTagLength: 16 })
        decipher.setAAD(aad)
        decipher.setAuthTag(blob.subarray(-16))
        const plain = Buffer.concat([decipher.update(blob.subarray(12, -16)), decipher.final()])
        return { data: { plaintext: plain.toString('base64') } }
      } catch {
        throw new Refused(400, 'cipher: message authentication failed')
      }
    }
    throw new Refused(404, `no handler for route "${path.slice(4)}". route entry not found.`)
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const send = (status: number, body: object | null) =>
        response
          .writeHead(status, { 'content-type': 'application/json' })
          .end(body ? JSON.stringify(body) : '')
      if (request.headers['x-vault-token'] !== token) {
        send(403, { errors: ['permission denied'] })
        return
      }
      state.left -= 1
      if (state.left < 0) {
        if (state.hung) state.hung()
        else send(503, { errors: ['Vault is sealed'] })
        return
      }
      if (state.refusing !== null) {
        send(state.refusing.status, { errors: state.refusing.errors })
        return
      }
      try {
        const text = Buffer.concat(chunks).toString('utf8')
        const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
        const answer = run(request.method ?? '', request.url ?? '', body)
        send(answer ? 200 : 204, answer)
      } catch (error) {
        const refused = error instanceof Refused ? error : new Refused(500, 'internal error')
        send(refused.status, { errors: refused.message === '' ? [] : [refused.message] })
      }
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keys,
    state,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
