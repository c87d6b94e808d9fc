import type { ResolvedObject } from '#contract/action.ts'
import { isDexError } from '#contract/error.ts'
import { listFactSources, putFactSource } from '#store/fact-sources.ts'
import { appendLog } from '#store/log.ts'
import type { GateDeps } from '../deps.ts'
import type { Reader } from './reading.ts'

/** For so long what a platform said of its facts is taken as so, in milliseconds. */
const freshMs = 5 * 60_000

type ExaminingDeps = Pick<GateDeps, 'tenant' | 'database' | 'clock' | 'factSources'>

/**
 * Facts of this platform that are none, since people write them themselves (T10). A platform that does not tell, or not to this
 * delegation, is believed.
 */
export async function spoofable(
  deps: ExaminingDeps,
  platform: string,
  { resolver, credential }: Reader,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const name = `${deps.tenant} ${platform}`
  const standing = deps.factSources.known.get(name)
  if (standing && deps.clock() - standing.at < freshMs) return standing.selfEditable
  const told = await resolver.selfEditable(credential, signal).catch((error: unknown) => {
    if (isDexError(error, 'platform_forbidden')) return null
    throw error
  })
  const selfEditable = new Set(told ?? [])
  deps.factSources.known.set(name, { at: deps.clock(), selfEditable })
  if (told !== null) await record(deps, platform, [...told])
  return selfEditable
}

/** Where it is another than before: for `dex doctor`; that one has become so is an alarm. */
async function record(deps: ExaminingDeps, platform: string, selfEditable: string[]): Promise<void> {
  const { tenant } = deps
  const at = new Date(deps.clock())
  const sources = await deps.database.read(tenant, (tx) => listFactSources(tenant, tx))
  const before = sources.find((each) => each.platform === platform)
  if (before?.selfEditable.join(' ') === selfEditable.join(' ')) return
  await deps.database.transaction(tenant, async (tx) => {
    await putFactSource(tenant, tx, { platform, selfEditable }, at)
    const fresh = selfEditable.filter((fact) => before?.selfEditable.includes(fact) !== true)
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
