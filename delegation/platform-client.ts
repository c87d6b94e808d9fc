/** Dex as registered with one tenant's platform: a confidential web client of the authorization code flow. */
export interface PlatformClient {
  /** Where the platform's API is, such as `https://acme.okta.com`. */
  origin: string
  /** The authorization server; the origin itself when absent. */
  issuer?: string
  clientId: string
  clientSecret: string
}

/** The same without its secret: all that the api role has. */
export type PublicPlatformClient = Omit<PlatformClient, 'clientSecret'>

export const issuerOf = (client: PublicPlatformClient): string => client.issuer ?? client.origin
