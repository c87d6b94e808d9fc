import type { PersonId, RequestId, TenantId } from './ids.ts'

/** A password, link, pass or code that a platform gave for one person: nothing of it may be written anywhere else. */
export interface DeliverableSecret {
  tenant: TenantId
  request: RequestId
  step: number
  /** Catalog name of the action that yielded it. */
  action: string
  /** The one person who may see it, named in the approval: as whom the action ran. */
  recipient: PersonId
  secret: string
}

/** Keeps a secret sealed until its recipient has seen it once; injected, for the gate alone. */
export interface SecretDelivery {
  /** Answers the id under which the recipient is shown it. Throws DexError; the change on the platform stands all the same. */
  keep(secret: DeliverableSecret): Promise<{ id: string }>
}
