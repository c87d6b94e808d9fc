import type { TenantId } from '#contract/ids.ts'
import type { StandingTerms } from '#contract/standing.ts'
import { type Coverage, coverageOf } from '#policy/standing-coverage.ts'
import type { NotCovered } from '#policy/standing.ts'
import type { Tx } from '#store/database.ts'
import { listAsked, type RecordedAsk } from '#store/standing-record.ts'
import { findSettings } from '#store/tenants.ts'
import type { App } from '../app.ts'
import { createReasons } from '../approvals/reasons.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { type Caller, callerOf } from '../session/caller.ts'
import { neededOf } from './read-standing.ts'
import { recordedCase } from './recorded.ts'
import { sayScope } from './say.ts'
import { Ask, Preview } from './shape.ts'
import { assertScope, saidYes, type Source, sourceOf, termsOf, untilMax } from './terms.ts'

const lookedMax = 2_000
const examplesMax = 20

/** `POST /api/standing-approvals/preview`: what it would have covered, and how far it can reach; nothing is written. */
export function addPreviewStanding(app: App, deps: ApiDeps): void {
  const reasons = createReasons(deps)
  app.post(
    '/api/standing-approvals/preview',
    {
      schema: {
        tags: ['standing approvals'],
        summary: 'What approving always would cover',
        body: Ask,
        response: { 200: Preview, ...problems },
      },
    },
    async (request) => {
      const caller = callerOf(request)
      const { names } = await reasons(caller.tenant)
      return deps.database.read(caller.tenant, (tx) => preview(deps, caller, tx, names, request.body))
    },
  )
}

interface Case {
  asked: RecordedAsk
  coverage: Coverage
}

async function preview(
  deps: ApiDeps,
  caller: Caller,
  tx: Tx,
  names: Readonly<Record<string, string>>,
  ask: Ask,
): Promise<Preview> {
  const now = deps.clock()
  const source = await sourceOf(deps, caller, tx, ask)
  const { scope } = ask
  assertScope(source, scope, now)
  const terms = await termsOf(deps, caller, tx, { source, scope, justification: null })
  const asked = await listAsked(caller.tenant, tx, { action: terms.action, limit: lookedMax + 1 })
  const cases = await Promise.all(
    asked.slice(0, lookedMax).map(async (each): Promise<Case> => {
      const at = await recordedCase(deps, caller.tenant, source.action, terms, each)
      return { asked: each, coverage: coverageOf(terms, at) }
    }),
  )
  const isThis = ({ asked: { request, step } }: Case) =>
    request === source.approval.request && step === source.approval.step
  const mine = cases.find(isThis)
  const before = cases.filter((each) => !isThis(each))
  return {
    says: sayScope(scope, names),
    offered: { always: source.always, why: null },
    untilMax: untilMax(source.always, now),
    needed: neededOf(source.obligations),
    justification: source.obligations.justification === true,
    stepUp: source.obligations.step_up !== undefined,
    saidYes: await saidYes(caller, tx, source.approval.id),
    thisOne: mine ? sayCoverage(mine.coverage) : { verdict: 'unknown', why: ['it is not on record'] },
    before: sayBefore(before, asked.length > lookedMax),
    reach: await reachOf(caller.tenant, tx, source, terms, before),
  }
}

function sayBefore(cases: readonly Case[], more: boolean): Preview['before'] {
  const of = (verdict: Coverage['verdict']) => cases.filter(({ coverage }) => coverage.verdict === verdict)
  const covered = of('covered')
  const example = ({ asked, coverage }: Case) => ({
    request: asked.request,
    step: asked.step,
    at: new Date(asked.at).toISOString(),
    target: asked.target?.id ?? null,
    approval: asked.approval,
    ...sayCoverage(coverage),
  })
  return {
    looked: cases.length,
    more,
    covered: covered.length,
    coveredRejected: covered.filter(({ asked }) => asked.approval === 'rejected').length,
    coveredTargets: targetsOf(covered),
    not: counted(of('not').flatMap(({ coverage }) => sayCoverage(coverage).why)).map(([why, count]) => ({
      why,
      count,
    })),
    unknown: counted(of('unknown').map(({ coverage }) => sayCoverage(coverage).why.join('\n'))).map(
      ([facts, count]) => ({ facts: facts.split('\n'), count }),
    ),
    examples: cases.slice(0, examplesMax).map(example),
  }
}

const targetsOf = (cases: readonly Case[]): number =>
  new Set(cases.flatMap(({ asked }) => (asked.target === null ? [] : [asked.target.id]))).size

const counted = (words: readonly string[]): [string, number][] => {
  const counts = new Map<string, number>()
  for (const each of words) counts.set(each, (counts.get(each) ?? 0) + 1)
  return [...counts].toSorted((left, right) => right[1] - left[1])
}

const reasonsNot: Readonly<Record<NotCovered, string>> = {
  action: 'another action',
  version: 'another version of the action',
  channel: 'it came another way',
  assurance: 'only the source said who asked',
  privileged: 'it touches something with admin rights',
  target: 'another account',
  requester: 'somebody else asked',
  params: 'other parameters',
}

const factNames: Readonly<Record<string, string>> = {
  own: 'whether it was the requester’s own account',
  params: 'its parameters',
  'requester.department': 'the requester’s department',
  'requester.groups': 'the requester’s groups',
  'target.department': 'the account’s department',
  'target.labels': 'the account’s labels',
  'target.groups': 'the account’s groups',
  'target.privileged': 'whether the account had admin rights',
  'objects.privileged': 'whether what it named had admin rights',
}

function sayCoverage(coverage: Coverage): { verdict: Coverage['verdict']; why: string[] } {
  const { verdict } = coverage
  if (verdict === 'not') return { verdict, why: [reasonsNot[coverage.why]] }
  if (verdict === 'unknown') return { verdict, why: coverage.facts.map((each) => factNames[each] ?? each) }
  return { verdict, why: [] }
}

/** By what Dex itself knows: its own registry of labels and the record; the directory is asked by `reach`. */
async function reachOf(
  tenant: TenantId,
  tx: Tx,
  { action }: Source,
  { cap, targets }: StandingTerms,
  before: readonly Case[],
): Promise<Preview['reach']> {
  const common = {
    targetsSeen: targetsOf(before.filter(({ coverage }) => coverage.verdict === 'covered')),
    total: cap.total,
    perDay: cap.perDay,
  }
  const bound = (count: number, because: string): Preview['reach'] =>
    count < cap.total
      ? { ...common, targetsMax: count, because }
      : { ...common, targetsMax: cap.total, because: 'it runs no more often in all' }
  if (targets.kind === 'these') return bound(targets.ids.length, 'they are named one by one')
  if (targets.kind === 'own' || targets.labels.length === 0) return bound(cap.total, '')
  const { labels } = targets
  const settings = await findSettings(tenant, tx)
  const labelled = Object.entries(settings?.labels ?? {}).filter(
    ([account, own]) =>
      account.startsWith(`${action.platform}:`) && own.some((each) => labels.includes(each)),
  )
  return bound(labelled.length, 'so many accounts have that label')
}
