import { reasonOf } from './finding.ts'

/** Why the issuer does not describe itself (OpenID Connect Discovery 1.0), or null when it does. */
export async function discoveryFails(issuer: string): Promise<string | null> {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(5_000), redirect: 'error' })
    await response.body?.cancel()
    return response.ok ? null : `${response.status}`
  } catch (error) {
    return reasonOf(error instanceof Error && error.cause instanceof Error ? error.cause : error)
  }
}
