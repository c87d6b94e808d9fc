import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import type { ApprovalRow } from '#store/approvals.ts'
import { bulkSettingsOf, listTargets } from '#store/bulk.ts'
import type { Tx } from '#store/database.ts'
import { findSettings } from '#store/tenants.ts'
import { sha256Digest } from '#vault/hashes.ts'

/**
 * Lines of a long list that this person looks at before they say yes: picked by code out of the list's hash and the person, so
 * that neither the model nor whoever wrote the list knows which, and two people look at different ones.
 */
export function samplesOf(
  lines: readonly number[],
  of: { hash: string; person: string; count: number },
): number[] {
  const rank = (line: number): string => sha256Digest(`dex/sample/v1\n${of.hash}\n${of.person}\n${line}`)
  return lines
    .map((line) => ({ line, rank: rank(line) }))
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, of.count)
    .map(({ line }) => line)
    .toSorted((one, other) => one - other)
}

/** What this person looks at of each of these lists that wait, by approval; empty for a short one. */
export async function samplesFor(
  tenant: TenantId,
  tx: Tx,
  lists: readonly Pick<ApprovalRow, 'id' | 'request' | 'step' | 'subject_hash'>[],
  person: string,
): Promise<ReadonlyMap<string, { samples: number[]; targets: string[] }>> {
  if (lists.length === 0) return new Map()
  const [settings, lines] = await Promise.all([findSettings(tenant, tx), listTargets(tenant, tx, lists)])
  const { samplesAbove, samples: count } = bulkSettingsOf(settings ?? {})
  return new Map(
    lists.map(({ id, request, step, subject_hash: hash }) => {
      const on = lines.filter((each) => each.request === request && each.list === step)
      const numbers = on.map((each) => each.line)
      const samples = on.length <= samplesAbove ? [] : samplesOf(numbers, { hash, person, count })
      return [id, { samples, targets: on.flatMap((each) => each.target ?? []) }]
    }),
  )
}

/** Throws `samples_required` with the lines to look at. */
export function assertSampled(samples: readonly number[], looked: readonly number[]): void {
  if (samples.some((line) => !looked.includes(line)))
    throw new DexError('samples_required', undefined, { extra: { samples } })
}
