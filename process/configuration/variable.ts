import type { z } from 'zod'

export const roles = ['api', 'gate', 'think', 'dex', 'sandbox'] as const
export type Role = (typeof roles)[number]

/** Those that run all the time, and those of them that poll. */
export const services = ['api', 'gate', 'think'] as const
export const servicesAndDex = [...services, 'dex'] as const
export const workers = ['gate', 'think'] as const

export interface Variable<
  Field extends string = string,
  Schema extends z.ZodType = z.ZodType,
  For extends Role = Role,
  Required extends Role = Role,
> {
  /** The member of `Configuration` that carries it. */
  field: Field
  /** What may stand there, for people; error texts name this and never the value itself. */
  expects: string
  schema: Schema
  /** The roles that read it. */
  for: readonly For[]
  /** The roles that cannot start without it. */
  required: readonly Required[]
  /** As it would be written; `<DEX_DATA>` and `<role>` are filled in. Null: absent reads as null. */
  fallback: string | null
  what: string
}

/** Typed identity: keeps the literal types that `Configuration` is inferred from. */
export const variable = <
  const Field extends string,
  Schema extends z.ZodType,
  const For extends Role,
  const Fallback extends string | null = null,
  const Required extends Role = never,
>(definition: {
  field: Field
  expects: string
  schema: Schema
  for: readonly For[]
  required?: readonly Required[]
  fallback?: Fallback
  what: string
}): Variable<Field, Schema, For, Required> & { fallback: Fallback } => ({
  ...definition,
  required: definition.required ?? [],
  fallback: definition.fallback ?? (null as Fallback),
})
