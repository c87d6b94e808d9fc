import type { ResolvedObject } from '#contract/action.ts'
import { isDexError } from '#contract/error.ts'
import { type FactSource, platformsThatDoNotTell, untrustedFacts } from '#contract/self-set-facts.ts'
import { findFactSource, putFactSource } from '#store/fact-sources.ts'
import { appendLog } from '#store/log.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { GateDeps } from '../deps.ts'
import type { Reader } from './reading.ts'

/** For so long what a platform told is taken as so, in milliseconds. */
const freshMs = 5 * 60_000

type ExaminingDeps = Pick<GateDeps, 'tenant' | 'database' | 'clock' | 'factSources'>

/**
 * Facts of this platform that are none: people write them themselves, or nobody can tell whether they do and the operator has not
 * declared it (T10).
 */
export async function spoofable(
  deps: ExaminingDeps,
  platform: string,
  { resolver, credential }: Reader,
  { declaredFacts }: Pick<TenantSettings, 'declaredFacts'>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const name = `${deps.tenant} ${platform}`
  const standing = deps.factSources.known.get(name)
  if (standing && deps.clock() - standing.at < freshMs)
    return new Set(untrustedFacts({ platform, told: standing.told }, declaredFacts))
  const told = await resolver.selfEditable(credential, signal).catch((error: unknown) => {
    if (isDexError(error, 'platform_forbidden')) return null
    throw error
  })
  deps.factSources.known.set(name, { at: deps.clock(), told })
  if (!platformsThatDoNotTell.includes(platform)) await record(deps, { platform, told })
  return new Set(untrustedFacts({ platform, told }, declaredFacts))
}

/** Where it is another than before: for `dex doctor` and for publishing; that one has become so is an alarm. */
async function record(deps: ExaminingDeps, source: FactSource): Promise<void> {
  const { tenant } = deps
  const { platform, told } = source
  const at = new Date(deps.clock())
  const before = await deps.database.read(tenant, (tx) => findFactSource(tenant, tx, platform))
  if (before && before.told?.join(' ') === told?.join(' ')) return
  await deps.database.transaction(tenant, async (tx) => {
    await putFactSource(tenant, tx, source, at)
    const fresh = (told ?? []).filter((fact) => before?.told?.includes(fact) !== true)
    if (fresh.length === 0) return
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'alarm',
      at: at.toISOString(),
      by: { role: 'gate' },
      code: 'fact_self_editable',
      detail: { platform, facts: fresh.join(' ') },
    })
  })
}

/** The object without what people write about themselves: absent, so that whatever needs it denies (T15). */
export function withoutSpoofable(found: ResolvedObject, facts: ReadonlySet<string>): ResolvedObject {
  if (!facts.has('department')) return found
  const { department: _written, ...rest } = found
  return rest
}

export const readsDepartment = (needed: ReadonlySet<string>): boolean =>
  [...needed].some((path) => path.endsWith('department'))
