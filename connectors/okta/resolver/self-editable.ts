import type { Credential } from '#contract/connector.ts'
import type { OktaRun } from '../run.ts'

/** Facts that policy reads, by the profile attribute that each comes from. */
const factOf = { department: 'department' } as const

/**
 * Those whose attribute people may set in their own profile, as the organization's user schema has it. Needs a scope and a role
 * that read schemas; others get `platform_forbidden`.
 */
export async function readSelfEditable(
  run: OktaRun,
  credential: Credential,
  signal: AbortSignal,
): Promise<string[]> {
  const { value } = await run({ credential, signal }, (client) =>
    client.schemaApi.getUserSchema({ schemaId: 'default' }),
  )
  const attributes = value.definitions?.base?.properties
  return Object.entries(factOf).flatMap(([fact, attribute]) => {
    const permissions = attributes?.[attribute]?.permissions ?? []
    const own = permissions.some(({ principal, action }) => principal === 'SELF' && action === 'READ_WRITE')
    return own ? [fact] : []
  })
}
