import type { ClientMetadata } from 'oidc-provider'

/** A web app that may ask for delegation. */
export interface WebApp {
  id: string
  secret: string
  redirectUris: string[]
}

export const webApp = (client: WebApp): ClientMetadata => ({
  client_id: client.id,
  client_secret: client.secret,
  client_name: client.id,
  redirect_uris: client.redirectUris,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'client_secret_basic',
})
