import { z } from 'zod'

const Tenant = z.object({
  /** Such as `https://acme.okta.com`. */
  origin: z.url({ protocol: /^https$/ }),
  /** Delegated, with the read scopes of docs/connect-*.md. */
  accessToken: z.string().min(1),
  /** The address of somebody who is there. */
  person: z.email(),
})
export type Tenant = z.infer<typeof Tenant>

const origins = {
  okta: null,
  microsoft: 'https://graph.microsoft.com',
  google: 'https://admin.googleapis.com',
} as const
export type LivePlatform = keyof typeof origins
export const livePlatforms = Object.keys(origins) as LivePlatform[]

/**
 * From `DEX_LIVE_<PLATFORM>_TOKEN`, `_PERSON` and, for Okta, `_ORIGIN`; null when none is given. Throws for a part
 * of them: a suite that asks nothing must not look as if it had.
 */
export function tenantOf(platform: LivePlatform, env: NodeJS.ProcessEnv): Tenant | null {
  const prefix = `DEX_LIVE_${platform.toUpperCase()}`
  const [accessToken, person] = [env[`${prefix}_TOKEN`], env[`${prefix}_PERSON`]]
  const origin = env[`${prefix}_ORIGIN`] ?? origins[platform] ?? undefined
  if (accessToken === undefined && person === undefined) return null
  const parsed = Tenant.safeParse({ origin, accessToken, person })
  if (parsed.success) return parsed.data
  const missing = parsed.error.issues.map(
    ({ path }) => `${prefix}_${path[0] === 'accessToken' ? 'TOKEN' : String(path[0]).toUpperCase()}`,
  )
  throw new Error(`not usable: ${missing.join(', ')}`)
}
