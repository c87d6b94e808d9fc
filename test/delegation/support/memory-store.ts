import type { ConnectionRecord, ConnectionStore } from '#delegation/index.ts'

/** Keeps what the interface promises, within one process; the Postgres one is tested with the store. */
export function memoryStore(): ConnectionStore & { rows: Map<string, ConnectionRecord>; saves: number } {
  const rows = new Map<string, ConnectionRecord>()
  const locks = new Map<string, Promise<unknown>>()
  const put = (key: string, row: ConnectionRecord) => rows.set(key, row)
  const store = {
    rows,
    saves: 0,
    async load(tenant, id) {
      const row = rows.get(`${tenant}/${id}`)
      return row === undefined ? null : structuredClone(row)
    },
    async insert(tenant, connection) {
      const replaced = []
      for (const [key, row] of rows) {
        const same =
          row.person === connection.person &&
          row.platform === connection.platform &&
          row.kind === connection.kind
        if (key.startsWith(`${tenant}/`) && same && row.state === 'active') {
          put(key, { ...row, state: 'ending' })
          replaced.push(row.id)
        }
      }
      put(`${tenant}/${connection.id}`, { ...connection, state: 'active', version: 1 })
      return replaced
    },
    async isReplaced(tenant, { id, person, platform, kind }) {
      return [...rows].some(
        ([key, row]) =>
          key.startsWith(`${tenant}/`) &&
          row.id !== id &&
          row.state === 'active' &&
          row.person === person &&
          row.platform === platform &&
          row.kind === kind,
      )
    },
    async saveTokens(tenant, id, version, sealedTokens, expiresAt) {
      const row = rows.get(`${tenant}/${id}`)
      if (row?.version !== version || row.state !== 'active') return false
      put(`${tenant}/${id}`, { ...row, sealedTokens, expiresAt, version: version + 1 })
      store.saves += 1
      return true
    },
    async expire(tenant, id, { version }) {
      const row = rows.get(`${tenant}/${id}`)
      if (row?.state !== 'active' || (version !== undefined && row.version !== version)) return false
      put(`${tenant}/${id}`, { ...row, state: 'expired', sealedTokens: new Uint8Array() })
      return true
    },
    async destroy(tenant, id) {
      const row = rows.get(`${tenant}/${id}`)
      if (row?.state !== 'active' && row?.state !== 'ending') return false
      put(`${tenant}/${id}`, { ...row, state: 'revoked', sealedTokens: new Uint8Array() })
      return true
    },
    async withRefreshLock(tenant, id, work) {
      const key = `${tenant}/${id}`
      const before = locks.get(key) ?? Promise.resolve()
      const turn = before.then(work, work)
      locks.set(
        key,
        turn.catch(() => undefined),
      )
      return turn
    },
  } as ConnectionStore & { rows: Map<string, ConnectionRecord>; saves: number }
  return store
}
