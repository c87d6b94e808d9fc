import { type RoleName, roleUrl } from '#store/roles.ts'
import type { MadeKeys } from '../key/make-keys.ts'
import { environmentOf } from './environment.ts'
import { hasOwnModel } from './own-model.ts'
import type { Places } from './places.ts'
import type { Secrets } from './secrets.ts'

export type Service = 'api' | 'gate' | 'think'

export interface RoleParts {
  env: Readonly<Record<string, string | undefined>>
  data: string
  places: Places
  secrets: Secrets
  adminUrl: string
  temporalAddress: string
  temporalWebUrl: string | null
  apiUrl: string
  apiPort: number
  /** Where the console lies built. */
  consoleDirectory: string | null
  keys: MadeKeys
  /** Where the stand-in model answers; null without a sandbox. */
  modelUrl: string | null
}

const ownKeys = { api: 'keysApi', gate: 'keysGate', think: 'keysThink' } as const

/** The whole environment of one service: its own database role and its own key files, and what only it may know. */
export function serviceEnvironment(service: Service, parts: RoleParts): Record<string, string> {
  const { env, data, places, secrets, adminUrl } = parts
  const role: RoleName = `dex_${service}`
  const own: Record<string, string> = {
    DEX_DATA: data,
    DATABASE_URL: roleUrl(adminUrl, role, secrets.rolePasswords[role]),
    TEMPORAL_ADDRESS: parts.temporalAddress,
    DEX_KEYS_SHARED: places.keysShared,
    DEX_KEYS_OWN: places[ownKeys[service]],
    DEX_REQUEST_KEYS: places.requestKeys,
    DEX_PUBLIC_URL: parts.apiUrl,
    ...(service === 'api' ? apiEnvironment(parts) : {}),
    ...(service === 'gate'
      ? {
          DEX_DECISION_PUBLIC_KEYS: parts.keys.decisionPublicKeys,
          DEX_LOG_PUBLIC_KEYS: parts.keys.logPublicKeys,
        }
      : {}),
    ...(service === 'think' ? modelEnvironment(parts) : {}),
  }
  return environmentOf(service, env, own)
}

function apiEnvironment({ apiPort, temporalWebUrl, consoleDirectory }: RoleParts): Record<string, string> {
  return {
    DEX_API_PORT: String(apiPort),
    ...(temporalWebUrl === null ? {} : { DEX_TEMPORAL_WEB_URL: temporalWebUrl }),
    ...(consoleDirectory === null ? {} : { DEX_CONSOLE: consoleDirectory }),
  }
}

/** A person's own key or endpoint is the model; without one the sandbox's stand-in answers. */
function modelEnvironment({ env, modelUrl }: RoleParts): Record<string, string> {
  if (hasOwnModel(env) || modelUrl === null) return {}
  return { ANTHROPIC_API_KEY: 'stand-in', ANTHROPIC_BASE_URL: env.ANTHROPIC_BASE_URL || modelUrl }
}
