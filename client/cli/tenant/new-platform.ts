/** A platform that a new tenant has registered Dex with. */
export interface NewPlatform {
  platform: string
  /** Where its API is, such as `https://graph.microsoft.com`. */
  origin: string
  clientId: string
  clientSecret: string
  /** Its authorization server; absent where code knows it, or where it is the origin itself. */
  issuer?: string
  /** Google Workspace's primary domain: accounts of no other are taken. */
  hostedDomain?: string
}
