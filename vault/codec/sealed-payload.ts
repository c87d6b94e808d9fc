import type { Payload } from '@temporalio/common'
import { DexError } from '#contract/error.ts'
import { isDexError } from '#contract/error.ts'
import type { KeyRing } from '../data-keys.ts'
import {
  bind,
  type Binding,
  type DataKey,
  envelopeKeyId,
  open,
  openBound,
  sameBytes,
  sealBound,
  type SealSupplies,
} from '../envelope.ts'
import type { TenantPurpose } from '../tenant-keys.ts'
import { decodePayload, encodePayload, textOf } from './payload-bytes.ts'

/** What a sealed payload says of itself; the workflow's id and the key's are bound to the sealed bytes as well. */
export const sealedEncoding = 'binary/dex-sealed'
const encodingField = 'encoding'
const workflowIdField = 'dex-workflow-id'
const keyIdField = 'dex-key-id'

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8')
const text = (bytes: Uint8Array | null | undefined): string | undefined => (bytes ? textOf(bytes) : undefined)

/** What stands where something cannot be shown: a constant, so that it tells nothing. */
export const placeholderPayload = (): Payload => ({
  metadata: { encoding: utf8('json/plain') },
  data: utf8('"sealed"'),
})

/** First path segment of a workflow's id; null when it has none. */
export const tenantOfWorkflow = (workflowId: string): string | null =>
  /^([a-z0-9][a-z0-9-]{0,39})\/./.exec(workflowId)?.[1] ?? null

/** What the payloads of one workflow under one key have in common; made once for all of them. */
export interface PayloadSeal {
  readonly tenant: string
  readonly key: DataKey
  readonly binding: Binding
  readonly metadata: Readonly<Record<string, Uint8Array>>
  /** The same, ready to be compared with. */
  readonly expected: readonly (readonly [name: string, value: Uint8Array])[]
}

/** Throws `tenant_unset` for an id that names no tenant. */
export function payloadSeal(key: DataKey, workflowId: string): PayloadSeal {
  const tenant = tenantOfWorkflow(workflowId)
  if (tenant === null) throw new DexError('tenant_unset', 'the workflow’s id names no tenant')
  const metadata = {
    [encodingField]: utf8(sealedEncoding),
    [workflowIdField]: utf8(workflowId),
    [keyIdField]: utf8(key.id),
  }
  const binding = bind(key.id, { tenant, workflowId })
  return { tenant, key, binding, metadata, expected: Object.entries(metadata) }
}

/** Metadata and data go into the envelope whole: outside stands only what is needed to open it. */
export const sealPayload = (
  { key, binding, metadata }: PayloadSeal,
  payload: Payload,
  supplies?: SealSupplies,
): Payload => ({
  metadata: { ...metadata },
  data: sealBound(key, encodePayload(payload), binding, supplies),
})

/** Null when it was not sealed for this workflow under this key, as far as it says. Throws `envelope_invalid` as `openPayload`. */
export function openOwnPayload({ key, binding, expected }: PayloadSeal, payload: Payload): Payload | null {
  if (!payload.data) return null
  for (const [name, value] of expected) {
    const said = payload.metadata?.[name]
    if (!said || !sameBytes(said, value)) return null
  }
  return decodePayload(openBound(key, payload.data, binding))
}

/** The workflow that a payload claims to be sealed for; throws `envelope_invalid` when it was not sealed by this codec. */
export function claimedWorkflow(payload: Payload): string {
  const workflowId = text(payload.metadata?.[workflowIdField])
  if (text(payload.metadata?.[encodingField]) !== sealedEncoding || !workflowId || !payload.data) {
    throw new DexError('envelope_invalid', 'the payload was not sealed by this codec')
  }
  return workflowId
}

/** Throws `sealed` when the key is gone, `envelope_invalid` when it is not what was sealed for this workflow. */
export function openPayload(ring: KeyRing<TenantPurpose>, payload: Payload): Payload {
  const workflowId = claimedWorkflow(payload)
  const tenant = tenantOfWorkflow(workflowId)
  const envelope = payload.data
  if (tenant === null || !envelope || text(payload.metadata?.[keyIdField]) !== envelopeKeyId(envelope)) {
    throw new DexError('envelope_invalid')
  }
  return decodePayload(open(ring.byId, envelope, { tenant, workflowId }))
}

/** Whether it is a payload that cannot be opened, rather than a fault of ours or a provider that is away. */
export const isSealedAway = (error: unknown): boolean =>
  isDexError(error, 'sealed') || isDexError(error, 'envelope_invalid') || isDexError(error, 'tenant_unset')
