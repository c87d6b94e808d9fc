import type { ActionConnector, Connectors, PlatformResolver } from '#contract/connector.ts'
import { createOktaConnector } from './okta/index.ts'
import type { OktaDeps } from './okta/run.ts'

export type ConnectorsDeps = OktaDeps

/** All platforms there are, by action name and by platform. Only the gate calls what this returns. */
export function createConnectors(deps: ConnectorsDeps): Connectors {
  const platforms = { okta: createOktaConnector(deps) }
  const actions = new Map<string, ActionConnector>(
    Object.values(platforms).flatMap((platform) => Object.entries<ActionConnector>(platform.actions)),
  )
  const resolvers = new Map<string, PlatformResolver>(
    Object.entries(platforms).map(([name, platform]) => [name, platform.resolver]),
  )
  return {
    connectorFor: (actionName) => actions.get(actionName),
    resolverFor: (platform) => resolvers.get(platform),
  }
}
