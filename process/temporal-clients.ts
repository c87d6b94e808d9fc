import { Client, type ClientOptions } from '@temporalio/client'

/** The client for a namespace; null: for the one that tenants share. */
export type ClientIn = (namespace: string | null) => Client

/** Clients over one connection, alike but for their namespace. */
export function createClients(options: ClientOptions & { namespace: string }): ClientIn {
  const clients = new Map<string, Client>()
  return (namespace) => {
    const name = namespace ?? options.namespace
    const known = clients.get(name)
    if (known) return known
    const made = new Client({ ...options, namespace: name })
    clients.set(name, made)
    return made
  }
}
