/**
 * The `claims` of a challenge, or null. Only what is base64 of a JSON object, and short: it goes into the URL that the
 * person is sent to. https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsChallenge(header: string | null): string | null {
  const found = /\bclaims="([A-Za-z0-9+/_-]{1,4000}={0,2})"/.exec(header ?? '')?.[1]
  if (found === undefined) return null
  try {
    const value: unknown = JSON.parse(Buffer.from(found, 'base64').toString('utf8'))
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? found : null
  } catch {
    return null
  }
}
