import { createHash } from 'node:crypto'
import { TenantId } from '#contract/ids.ts'
import { newSecret } from '#contract/new-id.ts'

export const sessionCookie = '__Host-dex'

export interface SessionToken {
  tenant: TenantId
  /** What the database knows of it. */
  hash: string
}

const hashOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex')

/** `<tenant>.<43 characters>`: 256 bits, of which only the hash is kept. */
export function newSessionToken(tenant: TenantId): SessionToken & { token: string } {
  const token = `${tenant}.${newSecret()}`
  return { tenant, token, hash: hashOf(token) }
}

/** Null for anything of another form. */
export function parseSessionToken(token: string): SessionToken | null {
  const [name = '', secret = '', rest] = token.split('.')
  const tenant = TenantId.safeParse(name)
  if (rest !== undefined || !tenant.success || !/^[A-Za-z0-9_-]{43}$/.test(secret)) return null
  return { tenant: tenant.data, hash: hashOf(token) }
}
