import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { checkTenant } from './key-files.ts'
import type { KeyProvider, KeyScope } from './key-provider.ts'
import { keyServiceRefuses, type Refused } from './key-service-refuses.ts'

export interface TransitKeyOptions {
  /** Origin of HashiCorp Vault or OpenBao, such as `https://vault.acme.example:8200`. */
  url: string
  token: string
  /** Null: the root namespace. */
  namespace: string | null
  /** Where the transit engine is mounted. */
  mount: string
  /** First part of the keys' names. */
  prefix: string
  scope: KeyScope
  fetch: typeof globalThis.fetch
}

const Versions = z.object({ data: z.object({ latest_version: z.int().min(1) }) })
const Encrypted = z.object({ data: z.object({ ciphertext: z.string().regex(/^vault:v\d+:/) }) })
const Decrypted = z.object({ data: z.object({ plaintext: z.base64() }) })
const Refusal = z.object({ errors: z.array(z.string()) })
const deadlineMs = 10_000

/**
 * HashiCorp Vault's transit engine over its HTTP API: one key a tenant and scope, `<prefix>-<scope>-<tenant>`. Tenant and
 * label are associated data. A deleted key is gone at once.
 * https://developer.hashicorp.com/vault/api-docs/secret/transit
 */
export function createTransitKeyProvider(options: TransitKeyOptions): KeyProvider {
  const { mount, prefix, scope, token, namespace } = options
  const nameOf = (tenant: string): string => `${prefix}-${scope}-${checkTenant(tenant)}`
  const associated = (tenant: string, label: string): string =>
    Buffer.from(JSON.stringify({ label, scope, tenant }), 'utf8').toString('base64')

  /** Null: Vault knows no such key. */
  async function call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
    let response: Response
    let text: string
    try {
      response = await options.fetch(new URL(`/v1/${mount}/${path}`, options.url), {
        method,
        headers: {
          'x-vault-token': token,
          'x-vault-request': 'true',
          ...(namespace !== null && { 'x-vault-namespace': namespace }),
          ...(body && { 'content-type': 'application/json' }),
        },
        ...(body && { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(deadlineMs),
      })
      text = await response.text()
    } catch (cause) {
      throw keyServiceRefuses('Vault', 'no answer', 'away', cause)
    }
    const answer = parsed(text)
    if (response.ok) return answer
    const said = Refusal.safeParse(answer).data?.errors.join(' ') ?? ''
    // Where no engine is mounted the answer is a 404 too: nothing about a key follows from it.
    if (response.status === 404 && /no handler for route/i.test(said)) {
      throw new DexError('key_unavailable', 'Vault has no transit engine there', {
        log: `Vault: no transit engine at ${mount}`,
        mend: `mount one at \`${mount}\`, or name where it is: DEX_VAULT_TRANSIT, VAULT_NAMESPACE`,
      })
    }
    if (response.status === 404 || /key not found/i.test(said)) return null
    // A refused ciphertext is a 400; so is a version below the oldest that is kept.
    if (response.status === 400 && /disallowed|too old/i.test(said)) return null
    if (response.status === 400)
      throw new DexError('envelope_invalid', undefined, { log: 'Vault refuses it' })
    throw keyServiceRefuses('Vault', response.status, kindOf(response.status))
  }

  function read<Shape extends z.ZodType>(shape: Shape, answer: unknown): z.infer<Shape> {
    if (answer === null) throw new DexError('sealed', 'Vault has no such key')
    const result = shape.safeParse(answer)
    if (!result.success) throw new DexError('key_unavailable', undefined, { log: 'Vault: another answer' })
    return result.data
  }

  const newest = async (tenant: string): Promise<number> =>
    read(Versions, await call('GET', `keys/${nameOf(tenant)}`)).data.latest_version

  return {
    describe: `Vault transit at ${options.url}, ${mount}/${prefix}-${scope}`,

    async createTenant(tenant) {
      if ((await call('GET', `keys/${nameOf(tenant)}`)) !== null) return false
      await call('POST', `keys/${nameOf(tenant)}`, { type: 'aes256-gcm96', exportable: false })
      return true
    },

    async wrap(tenant, key, label) {
      // Vault makes a key that it is asked to encrypt with: a tenant that was deleted would come back.
      await newest(tenant)
      const answer = await call('POST', `encrypt/${nameOf(tenant)}`, {
        plaintext: Buffer.from(key).toString('base64'),
        associated_data: associated(tenant, label),
      })
      return Buffer.from(read(Encrypted, answer).data.ciphertext, 'latin1')
    },

    async unwrap(tenant, wrapped, label) {
      const ciphertext = textOf(wrapped)
      const answer = await call('POST', `decrypt/${nameOf(tenant)}`, {
        ciphertext,
        associated_data: associated(tenant, label),
      })
      return Buffer.from(read(Decrypted, answer).data.plaintext, 'base64')
    },

    async rotate(tenant) {
      await newest(tenant)
      await call('POST', `keys/${nameOf(tenant)}/rotate`, {})
    },

    isCurrent: async (tenant, wrapped) => textOf(wrapped).startsWith(`vault:v${await newest(tenant)}:`),

    async retire(tenant) {
      const version = await newest(tenant)
      await call('POST', `keys/${nameOf(tenant)}/config`, {
        min_decryption_version: version,
        min_encryption_version: version,
      })
      await call('POST', `keys/${nameOf(tenant)}/trim`, { min_available_version: version })
    },

    async destroyTenant(tenant) {
      if ((await call('GET', `keys/${nameOf(tenant)}`)) === null) return null
      await call('POST', `keys/${nameOf(tenant)}/config`, { deletion_allowed: true })
      await call('DELETE', `keys/${nameOf(tenant)}`)
      return { key: nameOf(tenant), endsAt: new Date().toISOString() }
    },
  }
}

const kindOf = (status: number): Refused =>
  status === 401 || status === 403 ? 'denied' : status === 429 ? 'throttled' : 'away'

/** The form first: Vault is never sent what it did not make. */
function textOf(wrapped: Uint8Array): string {
  const text = Buffer.from(wrapped).toString('latin1')
  if (!/^vault:v\d{1,9}:[A-Za-z0-9+/]{1,1000}={0,2}$/.test(text)) throw new DexError('envelope_invalid')
  return text
}

function parsed(text: string): unknown {
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}
