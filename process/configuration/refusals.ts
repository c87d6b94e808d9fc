import { join } from 'node:path'
import type { Problem, Values } from './problem.ts'
import type { Role } from './variable.ts'

type Environment = Readonly<Record<string, string | undefined>>

const off = 'unset it'

/** Variables of the libraries below us that switch a check off or bring in a credential unasked (THREATS T13). */
export function dangerous(env: Environment): Problem[] {
  const problems: Problem[] = []
  const refuse = (variable: string, why: string): void => {
    problems.push({ variable, expected: `unset: ${why}`, mend: off })
  }
  if (env.DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS) {
    refuse('DANGEROUSLY_ALLOW_UNAUTHENTICATED_REQUESTS', 'it lets unsigned chat messages in')
  }
  if (env.GOOGLE_SDK_NODE_LOGGING) refuse('GOOGLE_SDK_NODE_LOGGING', 'it writes bearer tokens to the log')
  if (env.NODE_TLS_REJECT_UNAUTHORIZED === '0') {
    refuse('NODE_TLS_REJECT_UNAUTHORIZED', 'with 0 any certificate passes')
  }
  for (const name of Object.keys(env).toSorted()) {
    if (name.startsWith('OKTA_CLIENT_') && env[name])
      refuse(name, 'it would give every Okta call a credential')
  }
  return problems
}

const urlFields = {
  publicUrl: 'DEX_PUBLIC_URL',
  anthropicBaseUrl: 'ANTHROPIC_BASE_URL',
  openaiBaseUrl: 'OPENAI_BASE_URL',
} as const
const keyFields = {
  keysShared: 'DEX_KEYS_SHARED',
  keysOwn: 'DEX_KEYS_OWN',
  requestKeys: 'DEX_REQUEST_KEYS',
} as const

/** What the production profile asks for beyond the table. `exists` tells whether a file is there. */
export function production(role: Role, values: Values, exists: (path: string) => boolean): Problem[] {
  const problems: Problem[] = []
  for (const [field, variable] of Object.entries(urlFields)) {
    const value = values[field]
    if (typeof value === 'string' && !value.startsWith('https:')) {
      problems.push({ variable, expected: 'an https URL in production', mend: 'set an https URL' })
    }
  }
  if (role === 'api' && values.publicUrl === null) {
    problems.push({
      variable: 'DEX_PUBLIC_URL',
      expected: 'an https URL in production',
      mend: 'set the URL that browsers reach the api at',
    })
  }
  if (role === 'think' && values.modelProvider === 'anthropic' && values.anthropicApiKey === null) {
    problems.push({
      variable: 'ANTHROPIC_API_KEY',
      expected: 'a secret in production',
      mend: "set the model's key; the stand-in model is for the sandbox",
    })
  }
  for (const [field, variable] of Object.entries(keyFields)) {
    const directory = values[field]
    if (typeof directory === 'string' && exists(join(directory, 'sandbox'))) {
      problems.push({
        variable,
        expected: 'a directory of keys not made by the sandbox',
        mend: 'make keys for production in a directory of their own; never only remove the file `sandbox`',
      })
    }
  }
  return problems
}

/** Values that need each other, in every profile. */
export function together(values: Values): Problem[] {
  const cert = 'temporalTlsCert' in values && values.temporalTlsCert !== null
  const key = 'temporalTlsKey' in values && values.temporalTlsKey !== null
  if (cert === key) return []
  return [
    {
      variable: cert ? 'TEMPORAL_TLS_KEY' : 'TEMPORAL_TLS_CERT',
      expected: 'a path, as its counterpart is set',
      mend: 'set both or neither of TEMPORAL_TLS_CERT and TEMPORAL_TLS_KEY',
    },
  ]
}
