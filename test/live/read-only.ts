import { catalog } from '#catalog/index.ts'
import type { Connectors, ConnectorResult, Credential } from '#contract/connector.ts'
import type { FetchFor } from '#contract/fetch.ts'

const methods: readonly string[] = ['GET', 'HEAD']

/** INVARIANT: nothing but reads leaves, whatever a connector does. */
export const readOnly =
  (fetchFor: FetchFor): FetchFor =>
  (origin) => {
    const send = fetchFor(origin)
    return (input, init) => {
      const method = (init?.method ?? 'GET').toUpperCase()
      if (!methods.includes(method)) return Promise.reject(new Error(`\`${method}\` is no read`))
      return send(input, init)
    }
  }

/** By the catalog's name; what writes is refused before it is asked. */
export function asking(connectors: Connectors, credential: Credential) {
  return async (
    name: string,
    id: string | null,
    params: Record<string, unknown> = {},
  ): Promise<ConnectorResult> => {
    const definition = catalog.get(name)
    const connector = connectors.connectorFor(name)
    if (definition === undefined || connector === undefined) throw new Error(`no \`${name}\``)
    if (definition.write) throw new Error(`\`${name}\` writes`)
    const target =
      id === null
        ? null
        : {
            ...{ platform: definition.platform, type: definition.targetType, id, email: null },
            ...{ displayName: null, department: null, privileged: false, labels: [], status: null },
          }
    const signal = AbortSignal.timeout(60_000)
    return connector.execute({ params, target, objects: [], credential, signal })
  }
}
