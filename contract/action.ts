import type { z } from 'zod'
import type { JsonValue } from './json.ts'

export const risks = ['low', 'medium', 'high', 'critical'] as const
export type Risk = (typeof risks)[number]

/** What the gate found out about a target or a named object on its platform, live. */
export interface ResolvedObject {
  platform: string
  type: string
  /** The platform's immutable id. */
  id: string
  email: string | null
  /** For people to recognise it by; never a fact for policy. */
  displayName: string | null
  /** Absent: nobody can tell, as where people write it themselves (T10). */
  department?: string | null
  /** Any admin right on the platform, or unknown. */
  privileged: boolean
  /** From Dex's own registry: `break-glass`, `service`, and what the tenant defines. */
  labels: string[]
  /** The platform's own status word, such as `ACTIVE`. */
  status: string | null
}

/** What stands of exactly what an action changes; by the names of its parameters, where those are values to write. */
export type ChangedState = Record<string, JsonValue>

/** Parameters of the action that takes it back, on the same target; null where nothing was changed or not all of it comes back. */
export type Back = (at: {
  params: Record<string, unknown>
  before: ChangedState
}) => Record<string, unknown> | null

/**
 * One action, described once and completely; policy, gate, model, console and audit read this entry.
 * Pure data: how it is executed and read back lives in `connectors/<platform>/`, keyed by `name`.
 */
export interface ActionDefinition<Params extends z.ZodObject = z.ZodObject> {
  /** `platform.object.verb` */
  name: string
  /** Raised when its meaning changes; part of the action's hash. */
  version: number
  platform: string
  /** Strict object: unknown keys are refused. */
  params: Params
  /** The one object acted on; null when the catalog marks the action `targetless` (find, create, search). */
  target: { type: string; describe: string } | null
  /** The type that a targetless action deals in; equals `target.type` otherwise. */
  targetType: string
  /**
   * Parameters that name further objects, each resolved by the gate (T3). `apart`: what is done for one of them is over without any
   * other, as with members of a group, so that a doubt about one holds nobody else up.
   */
  objects: readonly { param: string; type: string; role: string; apart?: true }[]
  write: boolean
  /** Factor, password, pass, backup code, recovery: never self-service by chat alone, never standing (T12). */
  credential: boolean
  /** With which parameters the platform answers something for one person's eyes alone, told once: `always`, or where these are so. */
  handsOver?: 'always' | Readonly<Record<string, string>>
  /** Fields of the result that a verified requester may be told. */
  disclosable: readonly string[]
  /** How long until a write can be read back, in milliseconds. */
  settlesMs: number
  risk: Risk
  /** The action that takes it back, or null when nothing does; without `back` a person sees to it by hand. */
  reversible: { by: string; note: string; back?: Back } | null
  selfService: boolean
  /** Delegated OAuth scopes that a call needs. */
  scopes: readonly string[]
  /** The admin right that the acting person needs on the platform; null when none. */
  adminRight: string | null
  preconditions: readonly string[]
  /** Event types that it leaves in the platform's own audit log. */
  events: readonly string[]
  /** How it is executed and read back, in the vendor's words, for people. */
  call: string
  readBack: string
  /** One line for the model. */
  help: string
  /** The allow list of what a read returns; unknown fields never leave the connector. */
  returns: z.ZodType
  /** What will happen, for a person, made by code from resolved facts. */
  sentence: (facts: {
    target: ResolvedObject | null
    objects: ResolvedObject[]
    params: z.infer<Params>
  }) => string
}
