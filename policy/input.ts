import type { ActionDefinition } from '#contract/action.ts'
import type { DecisionInput, TargetFacts } from '#contract/decision.ts'
import type { TargetFields } from './cel/views.ts'
import { bitOf } from './fact-bits.ts'

/** A target or object with what is absent marked: absent is unknown, null is known to be none (T15). */
export interface Subject extends TargetFields {
  /** Bits of `target.*` that are absent. */
  absent: number
  /** Only objects have one. */
  role: string
}

/** Says that a type has no such field, so that it reads as null; absent a say, every type has every field. */
export type LacksField = (platform: string, type: string, field: string) => boolean

export class Malformed extends Error {}

/** Thrown for a fact of another type than the contract's; the decision is then a denial, never a guess. */
const malformed = (path: string): never => {
  throw new Malformed(`malformed: ${path}`)
}

/** Null for known to be none, undefined for absent. */
export function readString(value: unknown, path: string): string | null | undefined {
  return value === undefined || value === null || typeof value === 'string' ? value : malformed(path)
}

export function readList(value: unknown, path: string): readonly string[] | null | undefined {
  if (value === undefined || value === null) return value
  if (!Array.isArray(value)) return malformed(path)
  for (const item of value) if (typeof item !== 'string') malformed(path)
  return value as string[]
}

/** Null is absent for a boolean. */
export function readBoolean(value: unknown, path: string): boolean | undefined {
  if (value === undefined || value === null) return undefined
  return typeof value === 'boolean' ? value : malformed(path)
}

const bits = {
  id: bitOf('target.id'),
  email: bitOf('target.email'),
  department: bitOf('target.department'),
  privileged: bitOf('target.privileged'),
  labels: bitOf('target.labels'),
}

const never: LacksField = () => false

/** Of the target; `targetless` facts that are not given are known to be none (SURFACES). */
export function readSubject(given: TargetFacts, targetless: boolean, lacks: LacksField = never): Subject {
  const platform = readString(given.platform, 'platform') ?? malformed('platform')
  const type = readString(given.type, 'type') ?? malformed('type')
  const none = (field: keyof typeof bits): boolean => targetless || lacks(platform, type, field)
  const id = readString(given.id, 'id')
  const email = readString(given.email, 'email')
  const department = readString(given.department, 'department')
  const labels = readList(given.labels, 'labels')
  const privileged = readBoolean(given.privileged, 'privileged') ?? (targetless ? false : undefined)
  let absent = privileged === undefined ? bits.privileged : 0
  if (id === undefined && !none('id')) absent |= bits.id
  if (email === undefined && !none('email')) absent |= bits.email
  if (department === undefined && !none('department')) absent |= bits.department
  if (labels === undefined && !none('labels')) absent |= bits.labels
  return {
    platform,
    type,
    id: id ?? '',
    email: email ?? '',
    department: department ?? '',
    privileged: privileged ?? false,
    labels: labels ?? [],
    absent,
    role: '',
  }
}

/** What may be asked of any input without the rules' conditions. */
export interface Facts {
  tenant: string
  channel: string
  requester: {
    id: string
    email: string
    verified: boolean
    department: string
    groups: readonly string[]
    roles: readonly string[]
  }
  target: Subject
  objects: readonly Subject[]
  now: Date | null
  zone: string | null
  usage: Readonly<Record<string, unknown>>
  bulk: { size: number; index: number }
  provenance: Readonly<Record<string, unknown>>
  /** Bits of everything absent; `objects.*` where any object lacks it. */
  absent: number
}

const requesterPaths = ['id', 'email', 'verified', 'department', 'groups', 'roles'] as const
const requesterBits = requesterPaths.map((field) => bitOf(`requester.${field}`))
const nowBit = bitOf('runtime.now')
const zoneBit = bitOf('runtime.zone')
/** Objects' bits stand five above the target's. */
const toObjects = Math.log2(bitOf('objects.id') / bitOf('target.id'))

/** Reads the facts once a decision. Throws `Malformed`. */
export function readFacts(input: DecisionInput, action: ActionDefinition, lacks?: LacksField): Facts {
  const { requester, runtime } = input
  const target = readSubject(input.target, action.target === null, lacks)
  const objects: Subject[] = []
  let absent = target.absent
  if (input.objects !== undefined) {
    if (!Array.isArray(input.objects)) malformed('objects')
    for (const object of input.objects) {
      const subject = readSubject(object, false, lacks)
      subject.role = readString(object.role, 'role') ?? malformed('role')
      absent |= subject.absent << toObjects
      objects.push(subject)
    }
  }
  const id = readString(requester.id, 'requester.id')
  const email = readString(requester.email, 'requester.email')
  const verified = readBoolean(requester.verified, 'requester.verified')
  const department = readString(requester.department, 'requester.department')
  const groups = readList(requester.groups, 'requester.groups')
  const roles = readList(requester.roles, 'requester.roles')
  const given = [id, email, verified, department, groups, roles]
  for (let at = 0; at < given.length; at++) if (given[at] === undefined) absent |= requesterBits[at] ?? 0
  const now = readMoment(runtime.now)
  const zone = readString(runtime.zone, 'runtime.zone') ?? null
  if (now === null) absent |= nowBit
  if (zone === null) absent |= zoneBit
  return {
    tenant: readString(input.tenant, 'tenant') ?? malformed('tenant'),
    channel: readString(input.channel, 'channel') ?? malformed('channel'),
    requester: {
      id: id ?? '',
      email: email ?? '',
      verified: verified ?? false,
      department: department ?? '',
      groups: groups ?? [],
      roles: roles ?? [],
    },
    target,
    objects,
    now,
    zone,
    usage: readRecord(runtime.usage, 'runtime.usage'),
    bulk: readBulk(runtime.bulk),
    provenance: readRecord(input.provenance, 'provenance'),
    absent,
  }
}

function readMoment(value: unknown): Date | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') return malformed('runtime.now')
  const moment = new Date(value)
  // Without an offset the host's zone would be read into it.
  return Number.isNaN(moment.getTime()) || !/(?:Z|[+-]\d\d:?\d\d)$/.test(value)
    ? malformed('runtime.now')
    : moment
}

function readRecord(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (value === undefined) return {}
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : malformed(path)
}

function readBulk(value: unknown): { size: number; index: number } {
  if (value === undefined) return { size: 1, index: 0 }
  const { size, index } = readRecord(value, 'runtime.bulk')
  return Number.isSafeInteger(size) && Number.isSafeInteger(index)
    ? { size: size as number, index: index as number }
    : malformed('runtime.bulk')
}

/** How often a rule was used before, or null where that is not known. */
export function usageOf(facts: Facts, rule: string): number | null {
  if (!Object.hasOwn(facts.usage, rule)) return null
  const used = facts.usage[rule]
  return Number.isSafeInteger(used) ? (used as number) : null
}
