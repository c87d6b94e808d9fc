import { isIP } from 'node:net'
import type { AddressKind } from './addresses.ts'

export interface EgressRules {
  profile: 'sandbox' | 'production'
  /** Exact https origins on private addresses, named by the operator, never by a tenant. */
  privateOrigins: ReadonlySet<string>
}

/** Where a call may go, or why it may not go anywhere. */
export type Destination =
  | { url: URL; origin: string; host: string; literal: boolean; allowed: readonly AddressKind[] }
  | { refused: string }

/**
 * Judges a URL before any look-up. The URL parser has turned decimal, octal and hexadecimal hosts into addresses by
 * then (WHATWG URL, host parsing), so that only the parsed form is looked at.
 */
export function destinationOf(input: string, rules: EgressRules, boundTo: string | null): Destination {
  const url = URL.parse(input)
  if (url === null) return { refused: 'it is not an absolute URL' }
  if (url.username !== '' || url.password !== '') return { refused: 'it carries user information' }
  if (boundTo !== null && url.origin !== boundTo)
    return { refused: 'it is another origin than the credential’s own' }
  const allowed = allowedKinds(url, rules)
  if (allowed === null) return { refused: 'only https is called' }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { url, origin: url.origin, host, literal: isIP(host) !== 0, allowed }
}

function allowedKinds(url: URL, { profile, privateOrigins }: EgressRules): readonly AddressKind[] | null {
  if (url.protocol === 'https:') {
    if (privateOrigins.has(url.origin)) return ['public', 'private', 'loopback']
    return profile === 'sandbox' ? ['public', 'loopback'] : ['public']
  }
  return url.protocol === 'http:' && profile === 'sandbox' ? ['loopback'] : null
}

/** Throws nothing: an entry that is not exactly an https origin is returned as unusable. */
export function exactOrigin(origin: string): string | null {
  if (!URL.canParse(origin)) return null
  const url = new URL(origin)
  return url.origin === origin && (url.protocol === 'https:' || url.protocol === 'http:') ? origin : null
}
