import { durationMs } from '#contract/duration.ts'
import type { ApprovalObligation } from '#contract/decision.ts'
import { SignedStanding, type StandingStatement, type StandingTerms } from '#contract/standing.ts'
import { notCovered, type StandingCase } from '#policy/standing.ts'
import { appendLog } from '#store/log.ts'
import { endStanding, type StandingCandidate } from '#store/standing-approvals.ts'
import { canonicalJson, standingHash } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'
import type { Acting, Facts, Loaded, Ruling } from './context.ts'
import type { Deciding } from './deciding.ts'
import { readEntitlement } from './entitlement.ts'
import { excluded, touchedBy } from './excluded.ts'
import { fills, quorumMet, type Yes } from './quorum.ts'
import { rule } from './rule.ts'

interface At {
  loaded: Loaded
  deciding: Deciding
  acting: Acting
  facts: Facts
  ruling: Ruling
}

/** What a standing approval changes of a gate's pass: as whom it runs, and that nobody is asked. */
type Under = Pick<At, 'acting' | 'ruling'>

/**
 * The first standing approval that covers this action on these facts, or null (T18). INVARIANT: it can only answer a yes that
 * the fresh decision asks for and offers as `always`; what is denied stays denied, and whoever was asked already decides.
 */
export async function underStanding(deps: GateDeps, at: At): Promise<Under | null> {
  const { loaded, facts, ruling } = at
  const { definition } = loaded.call
  const candidates = loaded.standingApprovals.filter(
    (each) => loaded.standingUse === null || each.id === loaded.standingUse,
  )
  // A list is looked at as a list, by people.
  if (candidates.length === 0 || loaded.approval !== null || loaded.line !== null) return null
  if (!definition.write || definition.credential || definition.platform === 'dex') return null
  const touched = [facts.target, ...facts.objects]
  if (facts.ruler || touched.some((each) => each?.privileged === true)) return null
  const unanswered = ruling.effect === 'require_approval' || ruling.code === 'no_acting_identity'
  if (!unanswered) return null
  for (const candidate of candidates) {
    const under = await tryOne(deps, at, candidate)
    if (under !== null) return under
  }
  return null
}

async function tryOne(deps: GateDeps, at: At, candidate: StandingCandidate): Promise<Under | null> {
  const signed = signedOf(deps, candidate)
  if (signed === null) return null
  const { terms, statements } = signed
  const { loaded, facts } = at
  if (terms.version !== loaded.call.definition.version) return lapse(deps, candidate, terms, 'version')
  if (notCovered(terms, caseOf(loaded, facts)) !== null) return null
  if (loaded.standingUse === null && usedUp(candidate, terms)) return null
  const acting = actingUnder(at, terms)
  if (acting === null) return null
  const ruling = await rule(deps, at.deciding, loaded, acting, facts)
  if (ruling.effect !== 'require_approval') return null
  if (ruling.obligationsDigest !== terms.obligations) {
    const changed = ruling.decision.bundle !== terms.bundle
    return changed ? lapse(deps, candidate, terms, 'policy') : null
  }
  if (!offered(ruling.approvals, terms, statements) || !met(ruling, terms, statements)) return null
  if (!(await signersStand(deps, at, candidate, { terms, statements, ruling }))) return null
  const standing = {
    id: candidate.id,
    cap: terms.cap,
    signers: statements.map(({ signer }) => signer.person),
  }
  return { acting, ruling: { ...ruling, standing } }
}

/** INVARIANT: the columns beside them are no terms: those that people signed count, each signature verified again. */
function signedOf(
  deps: GateDeps,
  { id, signatures }: StandingCandidate,
): { terms: StandingTerms; statements: StandingStatement[] } | null {
  const statements: StandingStatement[] = []
  for (const { person, statement, signature } of signatures) {
    const parsed = SignedStanding.safeParse({ statement, signature })
    if (!parsed.success) return null
    const said = parsed.data.statement
    if (said.tenant !== deps.tenant || said.standing !== id || said.signer.person !== person) return null
    if (!deps.verify(parsed.data, new Date(said.issuedAt))) return null
    statements.push(said)
  }
  const [first] = statements
  if (!first || Date.parse(first.terms.until) <= deps.clock()) return null
  const text = canonicalJson(first.terms)
  const same = statements.every((each) => canonicalJson(each.terms) === text)
  const granted = statements.some((each) => each.signer.person === first.terms.actAs.person)
  return same && granted ? { terms: first.terms, statements } : null
}

function caseOf(loaded: Loaded, facts: Facts): StandingCase {
  const { definition, params } = loaded.call
  const account = facts.requester?.account ?? null
  const own = loaded.ownAccountId ?? account?.id ?? null
  return {
    action: definition.name,
    version: definition.version,
    channel: loaded.request.channel,
    assurance: loaded.request.assurance,
    requester: {
      ...(account === null ? {} : { department: account.department }),
      ...(facts.requester === null ? {} : { groups: facts.requester.groups }),
    },
    target: { ...facts.target, ...(facts.targetGroups === null ? {} : { groups: facts.targetGroups }) },
    own: own !== null && facts.target?.id === own,
    objects: facts.objects,
    params,
  }
}

/** A claim: what it makes the gate read is looked at again under the terms that are verified. */
export const namesTargetGroups = ({ signatures }: StandingCandidate): boolean =>
  signatures.some(({ statement, signature }) => {
    const parsed = SignedStanding.safeParse({ statement, signature })
    const targets = parsed.success ? parsed.data.statement.terms.targets : null
    return targets?.kind === 'within' && targets.groups.length > 0
  })

const usedUp = ({ used, usedToday }: StandingCandidate, { cap }: StandingTerms): boolean =>
  used >= cap.total || usedToday >= cap.perDay

/** On the grantor's delegation; in a live console session it stays its admin's, whose own standing approval it has to be. */
function actingUnder({ loaded, acting }: At, { actAs }: StandingTerms): Acting | null {
  if (loaded.request.channel === 'pro')
    return acting.kind === 'person' && acting.actAs.person === actAs.person ? acting : null
  const connection = loaded.connections.find(
    (each) =>
      each.id === actAs.connection &&
      each.person === actAs.person &&
      each.platform === loaded.call.definition.platform &&
      each.kind === 'admin',
  )
  if (!connection) return null
  const { accountId, fingerprint } = connection
  return { kind: 'person', actAs, accountId, fingerprint }
}

/** Every approval that is asked for offers `always`, for at least as long and as often as was granted. */
function offered(
  approvals: readonly ApprovalObligation[],
  terms: StandingTerms,
  statements: readonly StandingStatement[],
): boolean {
  const from = Math.min(...statements.map((each) => Date.parse(each.issuedAt)))
  return (
    approvals.length > 0 &&
    approvals.every(
      ({ always }) =>
        always !== false &&
        terms.cap.total <= always.cap &&
        Date.parse(terms.until) - from <= durationMs(always.for),
    )
  )
}

/** The justification and the fresh factors that the decision demands were given at the granting. */
function met(
  { obligations }: Ruling,
  terms: StandingTerms,
  statements: readonly StandingStatement[],
): boolean {
  if (obligations.justification === true && terms.justification === null) return false
  const { step_up: stepUp } = obligations
  if (stepUp === undefined) return true
  return statements.every(
    (each) =>
      each.stepUp !== null &&
      each.stepUp.nonce === standingHash({ id: each.standing, terms }) &&
      Date.parse(each.issuedAt) - each.stepUp.auth_time * 1_000 <= durationMs(stepUp.maxAge),
  )
}

/** Each signer entitled now and none of them an author or touched, and together the quorum that is asked for now. */
async function signersStand(
  deps: GateDeps,
  { loaded }: At,
  candidate: StandingCandidate,
  { terms, statements, ruling }: { terms: StandingTerms; statements: StandingStatement[]; ruling: Ruling },
): Promise<boolean> {
  const yeses: Yes[] = []
  for (const { signer } of statements) {
    const { settings, connections, signers } = loaded
    const known = signers.get(signer.person)
    const entitled = await readEntitlement(deps, settings, connections, signer.person, known)
    const yes = {
      person: signer.person,
      roles: entitled.roles,
      groups: entitled.groups,
      proof: null,
      excluded: excluded(loaded, touchedBy(ruling), signer.person, entitled),
    }
    // Their own confirmation at their own console is all that an author, or whom it touches, can give ahead.
    const confirms = ruling.approvals.some((each) => each.confirms === true && fills(yes, each))
    if (yes.excluded && !confirms) return false
    if (!ruling.approvals.some((each) => fills(yes, { ...each, proof: [] }))) {
      await lapse(deps, candidate, terms, 'rights')
      return false
    }
    yeses.push(yes)
  }
  return quorumMet(ruling.approvals, yeses)
}

/** It says something that is not so any more: it ends, and whoever wants it grants it anew. */
async function lapse(
  deps: GateDeps,
  { id }: StandingCandidate,
  terms: StandingTerms,
  code: 'version' | 'policy' | 'rights',
): Promise<null> {
  const at = new Date(deps.clock())
  await deps.database.transaction(deps.tenant, async (tx) => {
    const ended = await endStanding(deps.tenant, tx, id, {
      state: 'lapsed',
      code,
      by: null,
      at,
    })
    if (!ended) return
    await appendLog(deps.tenant, tx, {
      v: 1,
      kind: 'standing.ended',
      at: at.toISOString(),
      by: { role: 'gate' },
      action: terms.action,
      code: 'lapsed',
      detail: { standing: id, why: code },
    })
  })
  return null
}
