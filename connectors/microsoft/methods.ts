import { z } from 'zod'
import { collect } from './collect.ts'
import type { Graph } from './run.ts'

const METHODS_MAX = 100

const Method = z.object({
  '@odata.type': z.string(),
  id: z.string(),
  displayName: z.string().nullish(),
  phoneType: z.string().nullish(),
  createdDateTime: z.string().nullish(),
})

export interface SignInMethod {
  id: string
  /** `phone`, `microsoftAuthenticator`, `fido2`, `softwareOath`, `temporaryAccessPass`, `password` … */
  type: string
  /** A device's name or a phone's kind; never a number. */
  label: string | null
  created: string | null
}

export async function listMethods(graph: Graph, userId: string): Promise<SignInMethod[]> {
  const methods = await collect(
    graph,
    { path: `users/${userId}/authentication/methods` },
    Method,
    METHODS_MAX,
  )
  return methods.map((method) => ({
    id: method.id,
    type: method['@odata.type'].replace(/^#microsoft\.graph\.(\w+?)AuthenticationMethod$/, '$1'),
    label: method.displayName ?? method.phoneType ?? null,
    created: method.createdDateTime ?? null,
  }))
}
