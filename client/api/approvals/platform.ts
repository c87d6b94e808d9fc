import type { ApiDeps } from '../deps.ts'

/** Where an action acts; the catalog's word, as a targetless action has no target to say it. */
export const platformOf = (
  deps: Pick<ApiDeps, 'catalog'>,
  proposal: { action: string; target: { platform: string } | null },
): string => proposal.target?.platform ?? deps.catalog.get(proposal.action)?.platform ?? ''

/** Where a person connects as an admin, to come back to the approvals. */
export const connectUrl = (deps: Pick<ApiDeps, 'publicUrl'>, platform: string): string =>
  new URL(`/connect/${encodeURIComponent(platform)}?kind=admin&returnTo=%2F`, deps.publicUrl).href
