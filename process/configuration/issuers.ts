import { DexError } from '#contract/error.ts'

const loopback = /^(localhost|.*\.localhost|127(\.\d{1,3}){3}|\[::1\])$/

/** An issuer that only a sandbox can have: not https, or on this machine. */
export function isSandboxIssuer(issuer: string): boolean {
  const url = URL.parse(issuer)
  return url === null || url.protocol !== 'https:' || loopback.test(url.hostname)
}

/**
 * Issuers are rows of tenants, so the roots pass them in at start-up. Throws `configuration_invalid` in production when
 * one of them is a sandbox's.
 */
export function refuseSandboxIssuers(profile: 'sandbox' | 'production', issuers: readonly string[]): void {
  if (profile !== 'production') return
  const found = issuers.filter(isSandboxIssuer)
  if (found.length === 0) return
  throw new DexError(
    'configuration_invalid',
    `production refuses these sandbox issuers: ${found.map((issuer) => `\`${issuer}\``).join(', ')}`,
    { mend: 'point the tenant to its real identity provider, or use a database of its own for production' },
  )
}
