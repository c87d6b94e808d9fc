import type { ActionDefinition } from '#contract/action.ts'
import { coversAny } from '../action-pattern.ts'
import type { Rule } from '../bundle.ts'
import type { ASTNode } from '@marcbachmann/cel-js'
import { baseEnvironment } from '../cel/environment.ts'
import type { Frame } from './frame.ts'
import { truthOf } from './condition.ts'
import type { Subject } from './facts.ts'
import { factTerms } from './facts.ts'
import type { Term } from './term.ts'
import { and, compare, equal, integer, no, not, or, text, yes } from './term.ts'
import { truth } from './value.ts'
import type { World } from './world.ts'
import { createWorld } from './world.ts'

/** A rule on one subject: it matches, or its condition errs. */
interface Match {
  matches: Term
  errs: Term
}

export interface RuleTerms {
  rule: Rule
  /** One for the target; in the target layer one for each object too. */
  on: Match[]
  /** Its limit is reached or its window closed. */
  closed: Term
}

export interface Encoded {
  action: ActionDefinition
  world: World
  rules: Map<string, RuleTerms>
  presence: Term[]
  abstracted: Set<string>
  /** More objects could matter than were looked at: a proof would not hold. */
  cut: boolean
  slots: number
}

const slotsMost = 5
const passesMost = 5

export type Parse = (when: string) => ASTNode

/** Keeps what it parsed. */
export function createParse(): Parse {
  const environment = baseEnvironment()
  const parsed = new Map<string, ASTNode>()
  return (when) => {
    const ast = parsed.get(when) ?? environment.parse(when).ast
    parsed.set(when, ast)
    return ast
  }
}

/** Every rule that covers an action as terms over one world; rules of two bundles may be encoded together under keys. */
export function encodeRules(
  action: ActionDefinition,
  keyed: readonly (readonly [string, Rule])[],
  parse: Parse,
): Encoded {
  const world = createWorld()
  const abstracted = new Set<string>()
  const objectPlaces = new Set<string>()
  const covering = keyed.filter(([, rule]) => rule.mode === 'enforce' && coversAny(rule.actions, action.name))
  const facts = factTerms(world, action)
  let slots = action.objects.length === 0 ? 0 : 1
  let rules = new Map<string, RuleTerms>()
  let cut = false
  // Lists and objects learn while translating which members could matter; until nothing new is learned.
  for (let pass = 0, before = ''; pass < passesMost; pass++) {
    const subjects: Subject[] = ['target', ...Array.from({ length: slots }, (_, slot) => slot)]
    rules = new Map(
      covering.map(([key, rule]) => {
        const asked = rule.layer === 'target' ? subjects : (['target'] as const)
        const on = asked.map((subject) =>
          matchOf(rule, parse, {
            world,
            facts,
            subject,
            slots,
            objectPlaces,
            abstracted,
            bound: new Map(),
            at: subjectName(subject),
          }),
        )
        return [key, { rule, on, closed: closedOf(rule, world) }] as const
      }),
    )
    const wanted = action.objects.length === 0 ? 0 : objectPlaces.size + 1
    cut = wanted > slotsMost
    slots = Math.min(wanted, slotsMost)
    const after = `${slots} ${world.declared().length} ${world
      .lists()
      .map(({ places }) => places.size)
      .join()}`
    if (after === before) break
    before = after
  }
  const presence = Array.from({ length: slots }, (_, slot) => facts.objectPresent(slot))
  return { action, world, rules, presence, abstracted, cut, slots }
}

const subjectName = (subject: Subject): string =>
  subject === 'target' ? 'of the target' : `of object ${subject}`

function matchOf(rule: Rule, parse: Parse, frame: Frame): Match {
  const scope = scopeTerm(rule, frame)
  if (scope === no) return { matches: no, errs: no }
  const { t, f, total } = rule.when === null ? truth(yes) : truthOf(frame, parse(rule.when))
  return { matches: and(scope, t), errs: total ? no : and(scope, not(t), not(f)) }
}

function scopeTerm(rule: Rule, { facts, subject, world }: Frame): Term {
  const { tenant, platform, type, label, department, of } = rule.scope
  const is = (path: string[], value: string | undefined): Term => {
    if (value === undefined) return yes
    const found = facts.at(path, subject)
    return 'term' in found ? equal(found.term, text(value)) : no
  }
  const labels = label === undefined ? null : facts.at(['target', 'labels'], subject)
  return and(
    is(['tenant'], tenant),
    is(['target', 'platform'], platform),
    is(['target', 'type'], type),
    labels === null ? yes : labels.kind === 'texts' ? world.holds(labels.list, label ?? '') : no,
    is([of ?? 'requester', 'department'], department),
  )
}

function closedOf({ id, obligations: { limit, window } }: Rule, world: World): Term {
  const used =
    limit === undefined
      ? no
      : compare(
          '>=',
          world.variable(`usage ${id}`, 'Int', (term) => compare('>=', term, '0')),
          integer(limit.max),
        )
  const shut = window === undefined ? no : not(world.variable(`open ${JSON.stringify(window)}`, 'Bool'))
  return or(used, shut)
}
