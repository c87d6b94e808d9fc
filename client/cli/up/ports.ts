import { z } from 'zod'
import { DexError, isDexError } from '#contract/error.ts'
import type { Configuration } from '#process/configuration/read.ts'
import type { PortWish } from '#process/embedded/ports.ts'
import { readJsonFile, writeJsonFile } from '../json-file.ts'
import { type ClaimedPorts, claimPorts } from './claim-ports.ts'

const Ports = z.strictObject({
  api: z.int(),
  temporal: z.int(),
  temporalWeb: z.int(),
  postgres: z.int(),
  desk: z.int(),
  okta: z.int(),
  microsoft: z.int(),
  google: z.int(),
  scim: z.int(),
  idp: z.int(),
  model: z.int(),
})
export type Ports = z.infer<typeof Ports>

/** The variable that each part's port is set by. */
export const portVariables = {
  api: 'DEX_API_PORT',
  temporal: 'DEX_TEMPORAL_PORT',
  temporalWeb: 'DEX_TEMPORAL_WEB_PORT',
  postgres: 'DEX_POSTGRES_PORT',
  desk: 'DEX_DESK_PORT',
  okta: 'DEX_OKTA_PORT',
  microsoft: 'DEX_MICROSOFT_PORT',
  google: 'DEX_GOOGLE_PORT',
  scim: 'DEX_SCIM_PORT',
  idp: 'DEX_IDP_PORT',
  model: 'DEX_MODEL_PORT',
} as const satisfies Record<keyof Ports, string>

/** An origin is who they are: people and connections in the database were made with it. */
const identities: readonly (keyof Ports)[] = ['desk', 'okta', 'microsoft', 'google', 'scim', 'idp']

/**
 * The ports of this start. Those of an earlier start come first; a default that is taken moves, one that a person set does
 * not, nor does an origin that the data was made with (`port_taken`).
 */
export async function choosePorts(
  path: string,
  configuration: Configuration<'dex'>,
): Promise<ClaimedPorts<keyof Ports>> {
  const saved = await readJsonFile(path, Ports)
  const wishes = {} as Record<keyof Ports, PortWish>
  for (const name of Object.keys(portVariables) as (keyof Ports)[]) {
    const variable = portVariables[name]
    const explicit = configuration.isSet(variable)
    const standing = explicit ? undefined : saved?.[name]
    wishes[name] = {
      variable,
      port: standing ?? configuration[`${name}Port`],
      explicit: explicit || (standing !== undefined && identities.includes(name)),
    }
  }
  const claimed = await claimPorts(wishes).catch((error: unknown) => {
    if (!isDexError(error, 'port_taken') || saved === null) throw error
    throw new DexError('port_taken', `${error.message}, and this data was made with it`, {
      mend: 'stop what listens there, or use another --data',
      cause: error,
    })
  })
  try {
    if (saved) refuseMoved(saved, claimed.ports)
    await writeJsonFile(path, claimed.ports)
    return claimed
  } catch (error) {
    await claimed.release()
    throw error
  }
}

function refuseMoved(saved: Ports, ports: Ports): void {
  const moved = identities.find((name) => saved[name] !== ports[name])
  if (moved === undefined) return
  throw new DexError(
    'configuration_invalid',
    `${portVariables[moved]} is another port than the ${saved[moved]} that this data was made with`,
    { mend: `unset ${portVariables[moved]}, or use another --data` },
  )
}
