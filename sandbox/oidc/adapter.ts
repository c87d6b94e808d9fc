import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { PlatformState } from '../base/platform-state.ts'
import type { State } from '../base/state.ts'

interface Kept {
  payload: AdapterPayload
  /** Milliseconds since the epoch, or null for ever. */
  until: number | null
}

/**
 * Keeps the authorization server's records in the platform's saved state, so that a restart keeps delegations. A refresh token
 * that was rotated away still works for `leewaySeconds`.
 */
export function createAdapter<T>(
  state: State<PlatformState<T>>,
  leewaySeconds: number,
): (model: string) => Adapter {
  const models = () => state.value.oidc.records as Record<string, Record<string, Kept>>

  return (model) => {
    const kept = (): Record<string, Kept> => (models()[model] ??= {})
    const alive = (entry: Kept | undefined) =>
      entry && (entry.until === null || entry.until > Date.now()) ? entry.payload : undefined
    const withinLeeway = (payload: AdapterPayload | undefined) => {
      const consumed = payload?.consumed
      if (model !== 'RefreshToken' || typeof consumed !== 'number') return payload
      const fresh = Date.now() / 1000 - consumed < leewaySeconds
      return fresh ? { ...payload, consumed: undefined } : payload
    }
    const search = (matches: (payload: AdapterPayload) => boolean) =>
      alive(Object.values(kept()).find((entry) => matches(entry.payload)))

    return {
      async upsert(id, payload, expiresIn) {
        prune(kept())
        kept()[id] = { payload, until: expiresIn ? Date.now() + expiresIn * 1000 : null }
        state.changed()
      },
      find: async (id) => withinLeeway(alive(kept()[id])),
      findByUid: async (uid) => search((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => search((payload) => payload.userCode === userCode),
      async consume(id) {
        const entry = kept()[id]
        if (entry) entry.payload.consumed ??= Math.floor(Date.now() / 1000)
        state.changed()
      },
      async destroy(id) {
        delete kept()[id]
        state.changed()
      },
      async revokeByGrantId(grantId) {
        for (const [id, entry] of Object.entries(kept()))
          if (entry.payload.grantId === grantId) delete kept()[id]
        state.changed()
      },
    }
  }
}

function prune(entries: Record<string, Kept>): void {
  const now = Date.now()
  for (const [id, entry] of Object.entries(entries)) if (entry.until && entry.until < now) delete entries[id]
}

/** The grant of this account to this client, if one stands. */
export function grantIdOf<T>(
  state: State<PlatformState<T>>,
  accountId: string,
  clientId: string,
): string | undefined {
  const grants = (state.value.oidc.records as Record<string, Record<string, Kept>>)['Grant'] ?? {}
  return Object.entries(grants).find(
    ([, { payload }]) => payload.accountId === accountId && payload.clientId === clientId,
  )?.[0]
}

/** Ends everything that was ever delegated by this account: tokens, grants and sessions. */
export function forgetAccount<T>(
  state: State<PlatformState<T>>,
  accountId: string,
  kinds: readonly string[],
): void {
  for (const kind of kinds) {
    const entries = (state.value.oidc.records as Record<string, Record<string, Kept>>)[kind] ?? {}
    for (const [id, entry] of Object.entries(entries))
      if (entry.payload.accountId === accountId) delete entries[id]
  }
  state.changed()
}
