import { missingScopes } from '#delegation/index.ts'
import type { ApiDeps } from '../deps.ts'

/** Where an action acts; the catalog's word, as a targetless action has no target to say it. */
export const platformOf = (
  deps: Pick<ApiDeps, 'catalog'>,
  proposal: { action: string; target: { platform: string } | null },
): string => proposal.target?.platform ?? deps.catalog.get(proposal.action)?.platform ?? ''

/** Where a person connects as an admin, to come back to this approval. */
export function connectUrl(deps: Pick<ApiDeps, 'publicUrl'>, platform: string, approval: string): string {
  const url = new URL(`/connect/${encodeURIComponent(platform)}`, deps.publicUrl)
  url.searchParams.set('kind', 'admin')
  url.searchParams.set('returnTo', `/approvals/${approval}`)
  return url.href
}

/** Scopes that an action needs and a connection was not granted. */
export const missingFor = (
  deps: Pick<ApiDeps, 'catalog'>,
  { action }: { action: string },
  scopes: readonly string[],
): string[] => missingScopes(scopes, deps.catalog.get(action)?.scopes ?? [])
