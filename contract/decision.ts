import { z } from 'zod'
import { Channel } from './request.ts'

/** The shapes of SURFACES "Policy decisions as data". Absent and null differ (THREATS T15): absent is unknown, null is known to be none. */
export const layers = ['global', 'tenant', 'target', 'department', 'action', 'runtime'] as const
export type Layer = (typeof layers)[number]

export const Provenance = z.enum(['requester', 'directory', 'text', 'model'])
export type Provenance = z.infer<typeof Provenance>

export const TargetFacts = z.strictObject({
  platform: z.string().max(200),
  type: z.string().max(200),
  id: z.string().max(1_000).nullable().optional(),
  email: z.string().max(1_000).nullable().optional(),
  department: z.string().max(1_000).nullable().optional(),
  privileged: z.boolean().nullable().optional(),
  labels: z.array(z.string().max(1_000)).max(10_000).nullable().optional(),
})
export type TargetFacts = z.infer<typeof TargetFacts>

export const ObjectFacts = TargetFacts.extend({ role: z.string().max(200) })
export type ObjectFacts = z.infer<typeof ObjectFacts>

export const RequesterFacts = z.strictObject({
  id: z.string().max(1_000).nullable().optional(),
  email: z.string().max(1_000).nullable().optional(),
  verified: z.boolean().nullable().optional(),
  department: z.string().max(1_000).nullable().optional(),
  groups: z.array(z.string().max(1_000)).max(10_000).nullable().optional(),
  roles: z.array(z.string().max(1_000)).max(10_000).nullable().optional(),
})
export type RequesterFacts = z.infer<typeof RequesterFacts>

export const RuntimeFacts = z.strictObject({
  now: z.iso.datetime({ offset: true }).nullable().optional(),
  zone: z.string().max(100).nullable().optional(),
  usage: z.record(z.string().max(200), z.int().min(0).nullable()).optional(),
  bulk: z.strictObject({ size: z.int().min(1), index: z.int().min(0) }).optional(),
})
export type RuntimeFacts = z.infer<typeof RuntimeFacts>

export const DecisionInput = z.strictObject({
  id: z.string().max(1_000),
  tenant: z.string().min(1).max(200),
  channel: Channel,
  requester: RequesterFacts,
  action: z.string().max(200),
  target: TargetFacts,
  objects: z.array(ObjectFacts).max(1_000).default([]),
  params: z.record(z.string(), z.json()).default({}),
  provenance: z.record(z.string(), Provenance).default({}),
  runtime: RuntimeFacts,
})
export type DecisionInput = z.infer<typeof DecisionInput>

export type Effect = 'permit' | 'require_approval' | 'deny'
export type Verdict = 'allow' | 'deny' | 'require' | 'none' | 'error'
export type DecisionReason =
  | 'no_match'
  | 'rule'
  | 'error'
  | 'missing_fact'
  | 'limit'
  | 'window'
  | 'unknown_action'
  | 'invalid_params'

export interface RuleTrace {
  id: string
  effect: 'allow' | 'deny' | 'require'
  file: string
  line: number
  mode: 'enforce' | 'shadow'
  error?: 'missing_fact' | 'error'
}

export interface LayerTrace {
  layer: Layer
  verdict: Verdict
  rules: RuleTrace[]
}

/** An approver set: exactly one key. Ids, never display names (T10). */
export type ApproverSet = { role: string } | { group: string } | { person: string }

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const
export type Weekday = (typeof weekdays)[number]

/** When something is open, or time counts. */
export interface OpenHours {
  days: Weekday[]
  /** `HH:MM-HH:MM`, end excluded; an end before the start is the next morning. */
  hours: string
  /** Null: the tenant's own, from `runtime.zone`. */
  zone: string | null
  /** Local dates, `YYYY-MM-DD`, on which it stays closed. */
  holidays: string[]
}

/** How long people have; each duration counts only while the calendar is open. */
export interface ApprovalTimes {
  /** A duration such as `30m`, `24h`, `7d`. */
  within: string
  /** Absent: the tenant's own. */
  remind?: string
  /** Absent: time always counts. */
  calendar?: OpenHours
}

/** Who is asked once the time of those before is over; what else was asked of a yes stays asked. */
export interface NextApprovers extends ApprovalTimes {
  by: ApproverSet
  quorum: number
  /** Whether those who were asked before may still answer. */
  former: 'excluded' | 'allowed'
}

export interface ApprovalObligation extends ApprovalTimes {
  by: ApproverSet
  quorum: number
  not: string[]
  otherwise: 'escalate' | 'deny'
  always: false | { for: string; cap: number }
  authors: 'excluded' | 'allowed'
  proof: string[]
  /** In their order; absent: `otherwise` follows. */
  next?: NextApprovers[]
  /** Who was asked before, the first first; written by the gate as it passes on. */
  from?: ApproverSet[]
  /** Written by the gate: those of `from` may still answer. */
  former?: true
  /** Asked by the gate, never by policy: the admin at the console confirms what runs as them (T21). */
  confirms?: true
}

export interface Obligations {
  approvals?: ApprovalObligation[]
  justification?: true
  step_up?: { maxAge: string }
  dry_run?: true
  notify?: string[]
  /** How long what stood before is kept, so that it can be put back; at most 30 days. */
  undo?: { keep: string }
}

export interface Decision {
  id: string
  effect: Effect
  obligations: Obligations
  layers: LayerTrace[]
  decidedBy: { layer: Layer; rule: string | null; reason: DecisionReason } | null
  bundle: string
}
