import { lacksField } from '#catalog/lacks-field.ts'
import type { ActionDefinition } from '#contract/action.ts'
import type { DecisionInput, TargetFacts } from '#contract/decision.ts'
import type { TargetFields } from '../cel/views.ts'
import { bitOf } from './fact-bits.ts'
import { readUtc } from './moment.ts'

/** A target or object with what is absent marked: absent is unknown, null is known to be none (T15). */
export interface Subject extends TargetFields {
  /** Bits of `target.*` that are absent. */
  absent: number
  /** Only objects have one. */
  role: string
}

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

/** Of the target. What a type does not have, and what a targetless action is not given, is known to be none (SURFACES). */
export function readSubject(given: TargetFacts, targetless: boolean): Subject {
  const platform = readString(given.platform, 'platform') ?? malformed('platform')
  const type = readString(given.type, 'type') ?? malformed('type')
  const id = readString(given.id, 'id')
  const email = readString(given.email, 'email')
  const department = readString(given.department, 'department')
  const labels = readList(given.labels, 'labels')
  const privileged = readBoolean(given.privileged, 'privileged') ?? (targetless ? false : undefined)
  let absent = privileged === undefined ? bits.privileged : 0
  if (!targetless) {
    if (id === undefined) absent |= bits.id
    if (email === undefined && !lacksField(platform, type, 'email')) absent |= bits.email
    if (department === undefined && !lacksField(platform, type, 'department')) absent |= bits.department
    if (labels === undefined) absent |= bits.labels
  }
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
  /** Milliseconds since 1970. */
  now: number | null
  zone: string | null
  usage: Readonly<Record<string, unknown>>
  bulk: { size: number; index: number }
  provenance: Readonly<Record<string, unknown>>
  /** Bits of everything absent; `objects.*` where any object lacks it. */
  absent: number
}

const requesterBits = {
  id: bitOf('requester.id'),
  email: bitOf('requester.email'),
  verified: bitOf('requester.verified'),
  department: bitOf('requester.department'),
  groups: bitOf('requester.groups'),
  roles: bitOf('requester.roles'),
}
const nowBit = bitOf('runtime.now')
const zoneBit = bitOf('runtime.zone')
/** Objects' bits stand five above the target's. */
const toObjects = Math.log2(bitOf('objects.id') / bitOf('target.id'))

/** Reads the facts once a decision. Throws `Malformed`. */
export function readFacts(input: DecisionInput, action: ActionDefinition): Facts {
  const { requester, runtime } = input
  const target = readSubject(input.target, action.target === null)
  const objects = readObjects(input.objects)
  let absent = target.absent
  for (const object of objects) absent |= object.absent << toObjects
  const id = readString(requester.id, 'requester.id')
  const email = readString(requester.email, 'requester.email')
  const verified = readBoolean(requester.verified, 'requester.verified')
  const department = readString(requester.department, 'requester.department')
  const groups = readList(requester.groups, 'requester.groups')
  const roles = readList(requester.roles, 'requester.roles')
  if (id === undefined) absent |= requesterBits.id
  if (email === undefined) absent |= requesterBits.email
  if (verified === undefined) absent |= requesterBits.verified
  if (department === undefined) absent |= requesterBits.department
  if (groups === undefined) absent |= requesterBits.groups
  if (roles === undefined) absent |= requesterBits.roles
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

function readObjects(given: DecisionInput['objects'] | undefined): readonly Subject[] {
  if (given === undefined) return nobody
  if (!Array.isArray(given)) return malformed('objects')
  if (given.length === 0) return nobody
  const objects: Subject[] = []
  for (const object of given) {
    const subject = readSubject(object, false)
    subject.role = readString(object.role, 'role') ?? malformed('role')
    objects.push(subject)
  }
  return objects
}

const nobody: readonly Subject[] = []

function readMoment(value: unknown): number | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string') return malformed('runtime.now')
  return readUtc(value) ?? malformed('runtime.now')
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
