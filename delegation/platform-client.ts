import { knownIssuer } from './vendors.ts'

/** Dex as registered with one tenant's platform: a confidential web client of the authorization code flow. */
export interface PlatformClient {
  /** Where the platform's API is, such as `https://acme.okta.com`. */
  origin: string
  /** The authorization server; when absent the vendor's for a vendor's own address, else the origin itself. */
  issuer?: string
  clientId: string
  clientSecret: string
  /** Accounts must be of this organization: the ID token's `hd` (Google Workspace). Unchecked when absent. */
  hostedDomain?: string
}

/** The same without its secret: all that the api role has. */
export type PublicPlatformClient = Omit<PlatformClient, 'clientSecret'>

export const issuerOf = (client: PublicPlatformClient): string =>
  client.issuer ?? knownIssuer(client.origin) ?? client.origin
