import type { ActionConnector, Connectors, PlatformResolver, StateReader } from '#contract/connector.ts'
import { createGoogleConnector } from './google/index.ts'
import { createMicrosoftConnector } from './microsoft/index.ts'
import { createOktaConnector } from './okta/index.ts'
import type { ConnectorDeps } from './connector-deps.ts'
import { createScimConnector } from './scim/index.ts'

/** All platforms there are, by action name and by platform. Only the gate calls what this returns. */
export function createConnectors(deps: ConnectorDeps): Connectors {
  const platforms = {
    google: createGoogleConnector(deps),
    microsoft: createMicrosoftConnector(deps),
    okta: createOktaConnector(deps),
    scim: createScimConnector(deps),
  }
  const actions = new Map<string, ActionConnector>(
    Object.values(platforms).flatMap((platform) => Object.entries<ActionConnector>(platform.actions)),
  )
  const resolvers = new Map<string, PlatformResolver>(
    Object.entries(platforms).map(([name, platform]) => [name, platform.resolver]),
  )
  const states = new Map<string, StateReader>(
    Object.values(platforms).flatMap((platform) => Object.entries(platform.states)),
  )
  return {
    connectorFor: (actionName) => actions.get(actionName),
    resolverFor: (platform) => resolvers.get(platform),
    stateReaderFor: (actionName) => states.get(actionName),
  }
}
