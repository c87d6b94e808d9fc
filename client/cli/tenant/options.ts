export interface TenantOptions {
  issuer: string
  client: string
  cliClient: string
  okta: string
  oktaClient: string
  microsoft?: string
  microsoftClient?: string
  microsoftApi: string
  google?: string
  googleClient?: string
  googleApi: string
  scim?: string
  scimClient?: string
  zone: string
  adminGroup: string
  adminGroupName: string
  acr: string[]
  owner: string[]
  breakGlass: string[]
  namespace?: string
}
