import { DexError } from '#contract/error.ts'
import type { ConnectionId, TenantId } from '#contract/ids.ts'
import type { Sealer } from './sealer.ts'
import { Tokens } from './tokens.ts'

const FIELD = 'connections.sealed_tokens'

export const sealTokens = (
  sealer: Sealer,
  tenant: TenantId,
  id: ConnectionId,
  tokens: Tokens,
): Promise<Uint8Array> => sealer.seal(tenant, id, FIELD, new TextEncoder().encode(JSON.stringify(tokens)))

/** Throws `envelope_invalid` for what was not sealed here; parse errors would quote a token and are left behind. */
export async function openTokens(
  sealer: Sealer,
  tenant: TenantId,
  id: ConnectionId,
  sealed: Uint8Array,
): Promise<Tokens> {
  const text = new TextDecoder().decode(await sealer.open(tenant, id, FIELD, sealed))
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new DexError('envelope_invalid')
  }
  const parsed = Tokens.safeParse(value)
  if (!parsed.success) throw new DexError('envelope_invalid')
  return parsed.data
}
