import type { PlatformActionName, WriteActionName } from '#catalog/index.ts'
import type { ActionConnector, PlatformResolver, StateReader } from '#contract/connector.ts'

/** A write that cannot be read back is a type error. */
type ConnectorOf<Name extends string> = Name extends WriteActionName
  ? Required<ActionConnector>
  : ActionConnector

/** One connector for every catalog action of the platform; a missing one is a type error. */
export type PlatformActions<Platform extends string> = {
  readonly [Name in PlatformActionName<Platform>]: ConnectorOf<Name>
}

export interface PlatformConnector<Platform extends string> {
  actions: PlatformActions<Platform>
  resolver: PlatformResolver
  /** By action, for those that the catalog says how to take back. */
  states: Readonly<Record<string, StateReader>>
}
