/**
 * Vendors whose authorization server is elsewhere than their API. INVARIANT: code alone names these addresses, never a
 * tenant's configuration nor a discovery document: they are where secrets and tokens may go (T13).
 * https://accounts.google.com/.well-known/openid-configuration
 */
const vendors: readonly { api: string; issuer: string; endpoints: readonly string[] }[] = [
  {
    api: 'https://admin.googleapis.com',
    issuer: 'https://accounts.google.com',
    endpoints: [
      'https://oauth2.googleapis.com',
      'https://www.googleapis.com',
      'https://openidconnect.googleapis.com',
    ],
  },
]

/** The authorization server of an API at a vendor's own address. */
export const knownIssuer = (api: string): string | undefined =>
  vendors.find((vendor) => vendor.api === api)?.issuer

/** Further origins that this authorization server's endpoints are at. */
export const endpointOrigins = (issuer: string): readonly string[] =>
  vendors.find((vendor) => vendor.issuer === issuer)?.endpoints ?? []

/**
 * What the vendor wants with an authorization besides the standard's. Google gives a refresh token for `access_type`,
 * not for a scope, and only at the first consent unless it is asked to consent anew.
 * https://developers.google.com/identity/protocols/oauth2/web-server#creatingclient
 */
const extras: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  google: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'false' },
}

/** `addTo`: to what the account granted before. */
export const authorizationExtras = (
  platform: string | undefined,
  addTo = false,
): Readonly<Record<string, string>> => {
  const own = (platform === undefined ? undefined : extras[platform]) ?? {}
  return addTo && 'include_granted_scopes' in own ? { ...own, include_granted_scopes: 'true' } : own
}

/**
 * Whether revoking one token ends everything that the account has granted to this client, newer grants too.
 * https://developers.google.com/identity/protocols/oauth2/web-server#incrementalAuth
 */
export const endsWholeGrant = (platform: string): boolean => platform === 'google'
