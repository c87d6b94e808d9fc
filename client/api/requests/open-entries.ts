import type { RequestId, TenantId } from '#contract/ids.ts'
import type { Tx } from '#store/database.ts'
import { readSealedOf } from '#store/scratch.ts'
import type { ApiDeps } from '../deps.ts'
import { unlessSealed } from '../unless-sealed.ts'

/** Undefined: there is no such entry, or the request's key was destroyed. */
export type Opened = (request: string, name: string) => unknown

/** Content of many requests: one look, and each request's key is read once, after its content. */
export async function openEntries(
  deps: Pick<ApiDeps, 'keys'>,
  tenant: TenantId,
  tx: Tx,
  wanted: readonly { request: string; name: string }[],
): Promise<Opened> {
  const entries = await readSealedOf(tenant, tx, wanted as { request: RequestId; name: string }[])
  const requests = [...new Set(entries.map((each) => each.request))]
  const keys = new Map(
    await Promise.all(
      requests.map(
        async (request) => [request, await unlessSealed(() => deps.keys.request(tenant, request))] as const,
      ),
    ),
  )
  const opened = new Map(
    await Promise.all(
      entries.map(async (entry) => {
        const key = keys.get(entry.request) ?? null
        const content = key && (await unlessSealed(() => entry.open(key)))
        return [at(entry.request, entry.name), content ?? undefined] as const
      }),
    ),
  )
  return (request, name) => opened.get(at(request, name))
}

const at = (request: string, name: string): string => `${request}\n${name}`
