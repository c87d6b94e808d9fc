import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { bulkSettingsOf, listLines } from '#store/bulk.ts'
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

/** Of a list that waits; empty for a short one. */
export async function samplesFor(
  tenant: TenantId,
  tx: Tx,
  list: { request: string; step: number; hash: string },
  person: string,
): Promise<{ samples: number[]; targets: string[] }> {
  const settings = await findSettings(tenant, tx)
  const rows = await listLines(tenant, tx, list.request, list.step)
  const on = rows.filter((each) => each.position !== null)
  const targets = on.flatMap((each) => (each.target === null ? [] : [each.target.id]))
  const { samplesAbove, samples: count } = bulkSettingsOf(settings ?? {})
  if (on.length <= samplesAbove) return { samples: [], targets }
  return {
    samples: samplesOf(
      on.map((each) => each.line),
      { hash: list.hash, person, count },
    ),
    targets,
  }
}

/** Throws `samples_required` with the lines to look at. */
export function assertSampled(samples: readonly number[], looked: readonly number[]): void {
  if (samples.some((line) => !looked.includes(line)))
    throw new DexError('samples_required', undefined, { extra: { samples } })
}
