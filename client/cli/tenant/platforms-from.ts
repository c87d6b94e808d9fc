import { DexError } from '#contract/error.ts'
import type { Configuration } from '#process/configuration/read.ts'
import type { TenantOptions } from './options.ts'
import type { NewPlatform } from './new-platform.ts'

type Secrets = Pick<
  Configuration<'dex'>,
  'tenantOktaSecret' | 'tenantMicrosoftSecret' | 'tenantGoogleSecret' | 'tenantScimSecret'
>

/** Okta, and the others that are named. Throws `usage` for what is half named, or is no address. */
export function platformsFrom(options: TenantOptions, secrets: Secrets): NewPlatform[] {
  const { okta, oktaClient, microsoft, microsoftClient, google, googleClient, scim, scimClient } = options
  const platforms: NewPlatform[] = [
    {
      platform: 'okta',
      origin: originOf('--okta', okta),
      clientId: oktaClient,
      clientSecret: given('DEX_TENANT_OKTA_SECRET', secrets.tenantOktaSecret),
    },
  ]
  if (together('--microsoft', microsoft, microsoftClient)) {
    platforms.push({
      platform: 'microsoft',
      origin: originOf('--microsoft-api', options.microsoftApi),
      issuer: entraIssuer(microsoft ?? ''),
      clientId: microsoftClient ?? '',
      clientSecret: given('DEX_TENANT_MICROSOFT_SECRET', secrets.tenantMicrosoftSecret),
    })
  }
  if (together('--google', google, googleClient)) {
    platforms.push({
      platform: 'google',
      origin: originOf('--google-api', options.googleApi),
      hostedDomain: domainOf(google ?? ''),
      clientId: googleClient ?? '',
      clientSecret: given('DEX_TENANT_GOOGLE_SECRET', secrets.tenantGoogleSecret),
    })
  }
  if (together('--scim', scim, scimClient)) {
    platforms.push({
      platform: 'scim',
      origin: originOf('--scim', scim ?? ''),
      clientId: scimClient ?? '',
      clientSecret: given('DEX_TENANT_SCIM_SECRET', secrets.tenantScimSecret),
    })
  }
  return platforms
}

export function given(variable: string, value: string | null): string {
  if (value !== null) return value
  throw new DexError('usage', `${variable} is not set`, {
    mend: 'set it for this command; secrets are no arguments',
  })
}

function together(option: string, place: string | undefined, client: string | undefined): boolean {
  if ((place === undefined) === (client === undefined)) return place !== undefined
  throw new DexError('usage', `${option} and ${option}-client go together`, { mend: 'give both or neither' })
}

function originOf(option: string, address: string): string {
  const url = URL.parse(address)
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url.origin
  throw new DexError('usage', `${option}: \`${address}\` is not an address`, {
    mend: 'give one such as https://acme.okta.com',
  })
}

/** One tenant's issuer: `common` and `organizations` would take accounts of anybody's. */
function entraIssuer(issuer: string): string {
  if (/^https?:\/\/[^/]+\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/v2\.0$/.test(issuer)) return issuer
  throw new DexError('usage', `--microsoft: \`${issuer}\` is not the issuer of one Entra tenant`, {
    mend: 'give https://login.microsoftonline.com/TENANT-ID/v2.0 with the tenant’s GUID',
  })
}

function domainOf(domain: string): string {
  if (/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)) return domain
  throw new DexError('usage', `--google: \`${domain}\` is not a domain`, {
    mend: 'give the primary domain of the organization, such as acme.com',
  })
}
