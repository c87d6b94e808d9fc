import { randomBytes } from 'node:crypto'
import type { Company } from '../company/company.ts'
import { createMicrosoft, type MicrosoftStandIn } from './microsoft.ts'

const usualPort = 7085

/**
 * Microsoft as the sandbox's program starts it: at its usual port, or at a free one when that is taken and none was asked
 * for. Without a client secret nobody can connect, and the rest answers all the same.
 */
export async function startMicrosoft(options: {
  port: number | undefined
  company: Company
  secret: string | undefined
  redirectUris: string[]
  data: string | null
}): Promise<MicrosoftStandIn> {
  const { port, company, redirectUris, data } = options
  const secret = options.secret ?? randomBytes(24).toString('base64url')
  const start = (at: number) =>
    createMicrosoft({ port: at, company, clients: [{ id: 'dex', secret, redirectUris }], data })
  if (port !== undefined) return start(port)
  return start(usualPort).catch((error: unknown) => {
    if ((error as { code?: unknown }).code !== 'EADDRINUSE') throw error
    return start(0)
  })
}
