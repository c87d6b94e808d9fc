import type { ResolvedObject } from '#contract/action.ts'
import type { Credential, PlatformResolver } from '#contract/connector.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { ConnectionView } from '#store/connections.ts'
import type { GateDeps } from '../deps.ts'
import type { Facts, Loaded } from './context.ts'
import { Refusal } from './refusal.ts'

interface Reader {
  resolver: PlatformResolver
  credential: Credential
}

/**
 * Step 3: target, named objects and, where policy reads them, the requester: live from the platform, by the functions
 * marked `resolve`, on the investigating delegation. `needed` names the fact paths that rules covering the action read.
 */
export async function resolveFacts(
  deps: GateDeps,
  loaded: Loaded,
  needed: ReadonlySet<string>,
): Promise<Facts> {
  const { definition, targetId, params } = loaded.call
  if (definition.platform === 'dex') {
    return { target: null, objects: [], requester: await requesterFacts(deps, loaded, needed), ruler: false }
  }
  const signal = AbortSignal.timeout(deps.timing.callMs)
  const reader = await readerOf(deps, loaded.connections, definition.platform)
  const find = async (type: string, id: string): Promise<ResolvedObject> => {
    const found = await reader.resolver.resolve(type, id, reader.credential, signal)
    if (!found) throw new Refusal('target_not_found', `no ${type} with this id`)
    return {
      ...found,
      labels: [...found.labels, ...(loaded.settings.labels[`${definition.platform}:${found.id}`] ?? [])],
    }
  }
  const target =
    definition.target === null || targetId === null ? null : await find(definition.target.type, targetId)
  const objects = []
  for (const object of definition.objects) {
    const id = params[object.param]
    if (typeof id === 'string') objects.push({ ...(await find(object.type, id)), role: object.role })
  }
  const rules = (each: ResolvedObject) => loaded.rulers.has(`${definition.platform}:${each.id}`)
  const asPrivileged = <Each extends ResolvedObject>(each: Each): Each =>
    rules(each) ? { ...each, privileged: true } : each
  return {
    target: target && asPrivileged(target),
    objects: objects.map(asPrivileged),
    requester: await requesterFacts(deps, loaded, needed),
    ruler: [target, ...objects].some((each) => each !== null && rules(each)),
  }
}

async function requesterFacts(
  deps: GateDeps,
  loaded: Loaded,
  needed: ReadonlySet<string>,
): Promise<Facts['requester']> {
  const wanted = ['requester.department', 'requester.groups', 'requester.id', 'requester'].some((path) =>
    needed.has(path),
  )
  const email = loaded.ask.requesterEmail
  if (!wanted || email === null) return null
  const signal = AbortSignal.timeout(deps.timing.callMs)
  try {
    const platform = loaded.settings.identitySource
    const { resolver, credential } = await readerOf(deps, loaded.connections, platform)
    const account = await resolver.findByEmail(email, credential, signal)
    if (!account) return { account: null, groups: [] }
    const groups = needed.has('requester.groups')
      ? (await resolver.entitlements(account.id, credential, signal)).groups.map((id) => `${platform}:${id}`)
      : []
    return { account, groups }
  } catch (error) {
    // Several accounts under one address tell nothing of the requester: the facts stay absent, and absent denies.
    if (isDexError(error, 'ambiguous')) return null
    throw error
  }
}

/** The platform's resolver and a credential of the investigating delegation; `fact_missing` when nobody granted one. */
export async function readerOf(
  deps: Pick<GateDeps, 'tenant' | 'connectors' | 'delegation' | 'timing'>,
  connections: readonly ConnectionView[],
  platform: string,
): Promise<Reader> {
  const resolver = deps.connectors.resolverFor(platform)
  const connection = connections.find((each) => each.platform === platform && each.kind === 'investigate')
  if (!resolver || !connection) {
    throw new DexError('fact_missing', `nobody has granted an investigating delegation on ${platform}`)
  }
  const credential = await deps.delegation.borrow(deps.tenant, connection.id, {
    scopes: [],
    write: false,
    minValidityMs: deps.timing.callMs,
  })
  return { resolver, credential }
}
