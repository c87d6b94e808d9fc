import type { ActionDefinition } from '#contract/action.ts'
import type { CodeRule } from '#store/schema.ts'
import type { Acting, Facts, Loaded } from './context.ts'

export interface CodeRuleCase {
  loaded: Loaded
  acting: Acting
  facts: Facts
  /** Platform-qualified groups whose members may approve something. */
  approverGroups: ReadonlySet<string>
  /** Of what would run. */
  actionHash: string
}

type Rule = (at: CodeRuleCase) => CodeRule | null

const deny = (code: string, by: string | null = null): CodeRule => ({ code, effect: 'deny', by })
const require = (code: string, by: string | null = null): CodeRule => ({ code, effect: 'require', by })

const protectedLabels = ['break-glass', 'service']

/** In chat a person changes their own account and nothing else, and no credential (T12). */
const selfServiceOnly: Rule = ({ loaded, facts }) => {
  if (loaded.request.channel !== 'go' || loaded.call.definition.platform === 'dex') return null
  const { definition } = loaded.call
  const own = [facts.target, ...facts.objects].every(
    (each) => each !== null && each.id === loaded.ownAccountId,
  )
  return definition.selfService && !definition.credential && own ? null : deny('self_service_only')
}

/** An asserted requester gets nothing written without a person's approval. */
const assertedNeedsPerson: Rule = ({ loaded }) =>
  isPlatformWrite(loaded) && loaded.request.assurance === 'asserted' ? require('asserted_needs_person') : null

/** At the console every write is shown to the admin it runs as, and confirmed by them (T21). */
const consoleConfirms: Rule = ({ loaded }) =>
  isPlatformWrite(loaded) && loaded.request.channel === 'pro'
    ? require('console_confirms', loaded.request.requester_person)
    : null

/**
 * A permit for which nobody's token is due waits for somebody whose it can be (T4); at the console, until its admin has connected.
 * In chat that is so for what the platform keeps for admins: for the rest the requester's own is due and nobody else's.
 */
const noActingIdentity: Rule = ({ loaded, acting }) => {
  const { platform, write, adminRight } = loaded.call.definition
  if (platform === 'dex' || acting.kind === 'person') return null
  return write && (loaded.request.channel !== 'go' || adminRight !== null)
    ? require('no_acting_identity')
    : deny('no_acting_identity')
}

/** Break-glass and service accounts are never written to, whatever the rules say. */
const protectedAccount: Rule = ({ loaded, facts }) =>
  isPlatformWrite(loaded) &&
  [facts.target, ...facts.objects].some((each) =>
    each?.labels.some((label) => protectedLabels.includes(label)),
  )
    ? deny('protected_account')
    : null

/** Anything privileged is written to only under a top-tier owner whom the tenant has listed (T9). */
const privilegeCeiling: Rule = ({ loaded, acting, facts }) => {
  if (!isPlatformWrite(loaded) || acting.kind !== 'person') return null
  const privileged = [facts.target, ...facts.objects].some((each) => each?.privileged === true)
  const account = `${loaded.call.definition.platform}:${acting.accountId}`
  return privileged && !loaded.settings.owners.includes(account) ? deny('privilege_ceiling', account) : null
}

/** A credential of someone who rules Dex takes two people (T8). */
const rulersCredential: Rule = ({ loaded, facts }) =>
  facts.ruler && loaded.call.definition.credential ? require('dex_ruler') : null

/**
 * Membership of groups that give Dex roles or whose members approve, and everything about the OAuth clients that Dex itself
 * is, are changed by hand, on every channel (T8).
 */
const rulingObject: Rule = ({ loaded, facts, approverGroups }) => {
  if (!isPlatformWrite(loaded)) return null
  const roleGroups = new Set(Object.values(loaded.settings.roleGroups).flat())
  const rules = (name: string) =>
    roleGroups.has(name) || approverGroups.has(name) || loaded.ownClients.has(name)
  const touched = [facts.target, ...facts.objects].filter((each) => each !== null)
  return touched.some((each) => rules(`${each.platform}:${each.id}`)) ? deny('dex_ruler') : null
}

/** An asserted requester reads fixed texts and nothing else: anybody may have written in their name (T2). */
const fixedTextsOnly: Rule = ({ loaded }) => {
  const { definition, params } = loaded.call
  const free = definition.platform === 'dex' && ('text' in params || 'facts' in params)
  return free && loaded.request.assurance === 'asserted' ? deny('fixed_texts_only') : null
}

/**
 * What may have been done already is not done again while nobody knows: on the same target, whatever else it says, except for other
 * objects that stand apart from those in doubt; without a target, the very same action.
 */
const stillInDoubt: Rule = ({ loaded, facts, actionHash }) =>
  loaded.inDoubt.some((each) => {
    if (facts.target === null) return each.actionHash === actionHash
    return each.target === facts.target.id && !standsApart(loaded.call.definition, facts, each.objects)
  })
    ? deny('in_doubt')
    : null

function standsApart({ objects }: ActionDefinition, facts: Facts, doubted: readonly string[]): boolean {
  const named = objects.length > 0 && facts.objects.length === objects.length && doubted.length > 0
  return (
    named &&
    objects.every(({ apart }) => apart === true) &&
    facts.objects.every(({ id }) => !doubted.includes(id))
  )
}

/** A list is never carried out without a person's yes to exactly that list (T20). */
const listNeedsPerson: Rule = ({ loaded }) => (loaded.line === null ? null : require('list_needs_person'))

/** Whose identity was proven how is asked of one person at a time, and nobody collects forty new passwords (T12). */
const noCredentialList: Rule = ({ loaded }) =>
  loaded.line !== null && loaded.call.definition.credential ? deny('list_credential') : null

const rules: readonly Rule[] = [
  listNeedsPerson,
  noCredentialList,
  fixedTextsOnly,
  selfServiceOnly,
  assertedNeedsPerson,
  consoleConfirms,
  noActingIdentity,
  protectedAccount,
  privilegeCeiling,
  rulersCredential,
  rulingObject,
  stillInDoubt,
]

const isPlatformWrite = (loaded: Loaded): boolean =>
  loaded.call.definition.write && loaded.call.definition.platform !== 'dex'

/** Step 4: what no policy can lift. Each rule is asked, so that all that hold are recorded and shown. */
export function applyCodeRules(at: CodeRuleCase): CodeRule[] {
  return rules.map((rule) => rule(at)).filter((each) => each !== null)
}
