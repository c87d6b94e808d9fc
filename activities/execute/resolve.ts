import type { ResolvedObject } from '#contract/action.ts'
import { isDexError } from '#contract/error.ts'
import { keyedDigest } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'
import type { Facts, Loaded } from './context.ts'
import { readsDepartment, spoofable, withoutSpoofable } from './fact-sources.ts'
import { type Reader, reading } from './reading.ts'
import { Refusal } from './refusal.ts'

/** What lines of one list have in common, looked up once while the list is put together. */
export interface Known {
  requester: Facts['requester'] | undefined
  objects: Map<string, ResolvedObject>
}

/**
 * Step 3: target, named objects and, where policy reads them, the requester: live from the platform, by the functions
 * marked `resolve`, on the investigating delegation. `needed` names the fact paths that rules covering the action read.
 */
export async function resolveFacts(
  deps: GateDeps,
  loaded: Loaded,
  needed: ReadonlySet<string>,
  known: Known = { requester: undefined, objects: new Map() },
): Promise<Facts> {
  if (loaded.call.definition.platform === 'dex') {
    const requester = await requesterFacts(deps, loaded, needed)
    return { target: null, objects: [], requester, targetGroups: null, ruler: false }
  }
  const { platform } = loaded.call.definition
  return reading(deps, loaded.connections, platform, (reader, signal) =>
    resolveOnPlatform(deps, loaded, needed, known, reader, signal),
  )
}

async function resolveOnPlatform(
  deps: GateDeps,
  loaded: Loaded,
  needed: ReadonlySet<string>,
  known: Known,
  reader: Reader,
  signal: AbortSignal,
): Promise<Facts> {
  const { definition, targetId, params } = loaded.call
  const written = readsDepartment(needed)
    ? await spoofable(deps, definition.platform, reader, loaded.settings, signal)
    : new Set<string>()
  const find = async (type: string, id: string): Promise<ResolvedObject> => {
    const found = await reader.resolver.resolve(type, id, reader.credential, signal)
    if (!found) throw new Refusal('target_not_found', `no ${type} with this id`)
    // INVARIANT: labels are Dex's own registry's, whatever a platform calls its accounts (T10).
    return {
      ...withoutSpoofable(found, written),
      labels: loaded.settings.labels[`${definition.platform}:${found.id}`] ?? [],
    }
  }
  const once = async (type: string, id: string): Promise<ResolvedObject> => {
    const found = known.objects.get(`${type} ${id}`) ?? (await find(type, id))
    known.objects.set(`${type} ${id}`, found)
    return found
  }
  const target =
    definition.target === null || targetId === null ? null : await once(definition.target.type, targetId)
  const objects = []
  for (const object of definition.objects) {
    const id = params[object.param]
    if (typeof id !== 'string') continue
    objects.push({ ...(await once(object.type, id)), role: object.role })
  }
  const rulers = await rulersAmong(deps, loaded, [...(target ? [target] : []), ...objects])
  const asPrivileged = <Each extends ResolvedObject>(each: Each): Each =>
    rulers.has(each.id) || loaded.ownClients.has(`${each.platform}:${each.id}`)
      ? { ...each, privileged: true }
      : each
  return {
    target: target && asPrivileged(target),
    objects: objects.map(asPrivileged),
    requester: (known.requester ??= await requesterFacts(deps, loaded, needed, target)),
    targetGroups:
      target?.type === 'user' && needed.has('target.groups') ? await groupsOf(reader, target, signal) : null,
    ruler: rulers.size > 0,
  }
}

async function groupsOf(
  { resolver, credential }: Reader,
  { platform, id }: ResolvedObject,
  signal: AbortSignal,
): Promise<string[]> {
  const groups = await resolver.groupsOf(id, credential, signal)
  return groups.map((group) => `${platform}:${group}`)
}

/** Ids of those that belong to someone who rules Dex: by a linked account, or by their address where none is linked (T8). */
async function rulersAmong(
  deps: GateDeps,
  loaded: Loaded,
  touched: readonly ResolvedObject[],
): Promise<Set<string>> {
  const key = touched.some((each) => each.email !== null)
    ? await deps.keys.tenant(deps.tenant, 'lookup')
    : null
  const isRuler = ({ platform, id, email }: ResolvedObject): boolean =>
    loaded.rulers.accounts.has(`${platform}:${id}`) ||
    (key !== null && email !== null && loaded.rulers.lookups.has(keyedDigest(key, email.toLowerCase())))
  return new Set(touched.filter(isRuler).map((each) => each.id))
}

/** `target`: who asks for their own account is read once. */
async function requesterFacts(
  deps: GateDeps,
  loaded: Loaded,
  needed: ReadonlySet<string>,
  target: ResolvedObject | null = null,
): Promise<Facts['requester']> {
  const wanted = ['requester.department', 'requester.groups', 'requester.id', 'requester'].some((path) =>
    needed.has(path),
  )
  const email = loaded.ask.requesterEmail
  if (!wanted || email === null) return null
  const platform = loaded.settings.identitySource
  const known = target?.platform === platform && target.type === 'user' ? target : null
  try {
    return await reading(deps, loaded.connections, platform, async ({ resolver, credential }, signal) => {
      const found = await resolver.findByEmail(email, credential, signal, known)
      const written = readsDepartment(needed)
        ? await spoofable(deps, platform, { resolver, credential }, loaded.settings, signal)
        : new Set<string>()
      const account = found && withoutSpoofable(found, written)
      if (!account || !needed.has('requester.groups')) return { account, groups: [] }
      const groups = await resolver.groupsOf(account.id, credential, signal)
      return { account, groups: groups.map((id) => `${platform}:${id}`) }
    })
  } catch (error) {
    // Several accounts under one address tell nothing of the requester: the facts stay absent, and absent denies.
    if (isDexError(error, 'ambiguous')) return null
    throw error
  }
}
