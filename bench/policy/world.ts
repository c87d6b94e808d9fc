import type { DecisionInput } from '#contract/decision.ts'

/** What every side is told, in no side's language: each side writes it down in the way its own manual recommends. */
export interface World {
  /** Rules in all; the same number on every side. */
  size: number
  departments: readonly Department[]
  inputs: readonly DecisionInput[]
}

/** A department has five rules: `actions` with one allow each, and one deny for all of them. */
export interface Department {
  id: string
  /** Allowed where the target is of the department too and at most `bulkMax` go at once. */
  allows: readonly { action: string; bulkMax: number }[]
}

export const actions = [
  'okta.user.reset_factors',
  'okta.user.unlock',
  'okta.user.clear_sessions',
  'okta.user.suspend',
] as const

/** The rules that stand for everyone: one for each layer but `department`. */
export const commonRules = 5
export const bulkMaxOfAll = 50
const rulesADepartment = actions.length + 1

/**
 * INVARIANT: seven rules cover each input whatever the size (five common ones, an allow and a deny of its department), but
 * for the inputs of a department without rules. `size` is five more than a multiple of five.
 */
export function makeWorld(size: number, inputCount: number): World {
  const count = (size - commonRules) / rulesADepartment
  const departments = Array.from({ length: count }, (_, at) => ({
    id: `department-${at}`,
    allows: actions.map((action, nth) => ({ action, bulkMax: 1 + ((at * 7 + nth * 3) % 10) })),
  }))
  const random = randomFrom(size)
  const inputs = Array.from({ length: inputCount }, (_, at) => makeInput(at, count, random))
  // As they arrive: parsed from text.
  return { size, departments, inputs: JSON.parse(JSON.stringify(inputs)) as DecisionInput[] }
}

type Random = () => number

function makeInput(at: number, departments: number, random: Random): DecisionInput {
  const pick = (count: number): number => Math.floor(random() * count)
  const often = (share: number): boolean => random() < share
  const department = often(0.95) ? `department-${pick(departments)}` : 'department-without-rules'
  const email = `person-${at}@acme.example`
  return {
    id: String(at),
    tenant: 'acme',
    channel: often(0.97) ? 'ticket' : 'go',
    requester: {
      id: `u${at}`,
      email,
      verified: often(0.97),
      department,
      groups: ['00g1', '00g2'],
      roles: ['employee'],
    },
    action: actions[pick(actions.length)] ?? actions[0],
    target: {
      platform: 'okta',
      type: 'user',
      id: `00u${at}`,
      email,
      department: often(0.93) ? department : 'department-elsewhere',
      privileged: often(0.1),
      labels: often(0.97) ? ['contractor'] : ['contractor', 'break-glass'],
    },
    objects: [],
    params: {},
    provenance: { target: often(0.97) ? 'requester' : 'model' },
    runtime: {
      now: '2026-11-23T10:00:00Z',
      zone: 'Europe/Berlin',
      usage: {},
      bulk: { size: often(0.7) ? 1 : 1 + pick(60), index: 0 },
    },
  }
}

/** Mulberry32: the same inputs in every run. */
function randomFrom(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
