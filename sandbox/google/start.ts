import { randomBytes } from 'node:crypto'
import type { Company } from '../company/company.ts'
import { createGoogle, type GoogleStandIn } from './google.ts'

const usualPort = 7086

/**
 * Google as the sandbox's program starts it: at its usual port, or at a free one when that is taken and none was asked
 * for. Without a client secret nobody can connect, and the rest answers all the same.
 */
export async function startGoogle(options: {
  port: number | undefined
  company: Company
  secret: string | undefined
  redirectUris: string[]
  data: string | null
}): Promise<GoogleStandIn> {
  const { port, company, redirectUris, data } = options
  const secret = options.secret ?? randomBytes(24).toString('base64url')
  const start = (at: number) =>
    createGoogle({ port: at, company, clients: [{ id: 'dex', secret, redirectUris }], data })
  if (port !== undefined) return start(port)
  return start(usualPort).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error
    return start(0)
  })
}
