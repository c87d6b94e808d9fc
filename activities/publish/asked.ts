import type { ApprovalObligation, Obligations } from '#contract/decision.ts'
import type { TenantSettings } from '#store/schema.ts'
import { obligationsDigest } from '#vault/hashes.ts'
import type { PublishingRules } from '../deps.ts'

/**
 * Who decides on a change of bundle: one of those whom the tenant's record names as default approvers, and never the author;
 * on the operator's those of the tenant that runs the installation. Nobody in time is a no.
 */
export function asked(
  settings: Pick<TenantSettings, 'defaultApprovers'>,
  publishing: PublishingRules,
  author: string,
): { obligations: Obligations & { approvals: ApprovalObligation[] }; digest: string } {
  const approval: ApprovalObligation = {
    by: settings.defaultApprovers,
    quorum: 1,
    not: [author],
    within: within(publishing.withinMs),
    otherwise: 'deny',
    always: false,
    authors: 'excluded',
    proof: [],
  }
  const obligations = { approvals: [approval] }
  return { obligations, digest: obligationsDigest(obligations) }
}

function within(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000))
  if (seconds % 3_600 === 0) return `${seconds / 3_600}h`
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`
}
