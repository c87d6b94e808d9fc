import { z } from 'zod'
import { ConnectionId, TenantId } from '#contract/ids.ts'
import { createDelegation } from '#delegation/index.ts'
import { createConnectionStore } from '#store/connections.ts'
import { createDatabase } from '#store/database.ts'
import { sandboxFetchFor } from '#test/connectors/support/fetch-for.ts'
import { testSealer } from './sealer.ts'

const Input = z.object({
  databaseUrl: z.string(),
  tenant: TenantId,
  connection: ConnectionId,
  key: z.string(),
  aheadMs: z.number(),
  client: z.object({ origin: z.string(), clientId: z.string(), clientSecret: z.string() }),
})

/** A worker of its own that borrows, and dies with the platform's answer in its hands: before anything of it is stored. */
const { databaseUrl, tenant, connection, key, aheadMs, client } = Input.parse(
  JSON.parse(process.env['DYING_WORKER'] ?? ''),
)
const database = createDatabase({ url: databaseUrl, applicationName: 'dying' })
const delegation = createDelegation({
  store: createConnectionStore(
    database,
    createDatabase({ url: databaseUrl, applicationName: 'dying-locks' }),
    Date.now,
  ),
  sealer: testSealer(Buffer.from(key, 'hex')),
  fetchFor: (origin) => async (url, init) => {
    const answer = await sandboxFetchFor(origin)(url, init)
    if (answer.ok && init?.body?.toString().includes('grant_type=refresh_token')) {
      await answer.clone().text()
      process.kill(process.pid, 'SIGKILL')
    }
    return answer
  },
  allowHttp: true,
  clock: () => Date.now() + aheadMs,
  clientFor: async () => client,
})
await delegation.borrow(tenant, connection, { scopes: [], write: false, minValidityMs: 60_000 })
