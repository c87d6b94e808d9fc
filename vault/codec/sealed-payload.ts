import type { Payload } from '@temporalio/common'
import { DexError } from '#contract/error.ts'
import { isDexError } from '#contract/error.ts'
import type { KeyRing } from '../data-keys.ts'
import {
  bind,
  type Binding,
  type DataKey,
  isBound,
  openApart,
  openParts,
  sameBytes,
  sealApart,
} from '../envelope.ts'
import type { TenantPurpose } from '../tenant-keys.ts'
import { decodePayload, payloadLength, textOf, writePayload } from './payload-bytes.ts'
import type { Workbench } from './workbench.ts'

/**
 * What a sealed payload says of itself: the workflow's id, which is bound to the sealed bytes as well, and the envelope's beginning
 * (version, key id, IV, tag). Its data is the ciphertext alone, as the cipher made it.
 */
export const sealedEncoding = 'binary/dex-sealed'
const encodingField = 'encoding'
const workflowIdField = 'dex-workflow-id'
const prefixField = 'dex-envelope'

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
  /** As the fields of a payload. */
  readonly encoding: Uint8Array
  readonly workflowId: Uint8Array
}

/** Throws `tenant_unset` for an id that names no tenant. */
export function payloadSeal(key: DataKey, workflowId: string): PayloadSeal {
  const tenant = tenantOfWorkflow(workflowId)
  if (tenant === null) throw new DexError('tenant_unset', 'the workflow’s id names no tenant')
  const binding = bind(key.id, { tenant, workflowId })
  return { tenant, key, binding, encoding: utf8(sealedEncoding), workflowId: utf8(workflowId) }
}

/** Where those who seal often get IVs, each fresh and random, and memory to put a payload together in. */
export interface SealSupplies {
  nonce(): Uint8Array
  bench: Workbench
}

/** Metadata and data are sealed whole: outside stands only what is needed to open them. */
export function sealPayload(
  { key, binding, encoding, workflowId }: PayloadSeal,
  payload: Payload,
  { nonce, bench }: SealSupplies,
): Payload {
  const { prefix, ciphertext } = bench.with(payloadLength(payload), (memory) => {
    writePayload(payload, memory)
    return sealApart(key, memory, binding, nonce())
  })
  return {
    metadata: { [encodingField]: encoding, [workflowIdField]: workflowId, [prefixField]: prefix },
    data: ciphertext,
  }
}

/** Null when it was not sealed for this workflow under this key, as far as it says. Throws `envelope_invalid` as `openPayload`. */
export function openOwnPayload(
  { key, binding, encoding, workflowId }: PayloadSeal,
  { metadata, data: ciphertext }: Payload,
): Payload | null {
  const prefix = metadata?.[prefixField]
  if (!ciphertext || !prefix || !isBound(prefix, binding)) return null
  if (!says(metadata[workflowIdField], workflowId) || !says(metadata[encodingField], encoding)) return null
  return decodePayload(openApart(key, { prefix, ciphertext }, binding))
}

const says = (said: Uint8Array | null | undefined, wanted: Uint8Array): boolean =>
  said !== null && said !== undefined && sameBytes(said, wanted)

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
  const ciphertext = payload.data
  const prefix = payload.metadata?.[prefixField]
  if (tenant === null || !ciphertext || !prefix) throw new DexError('envelope_invalid')
  return decodePayload(openParts(ring.byId, { prefix, ciphertext }, { tenant, workflowId }))
}

/** Whether it is a payload that cannot be opened, rather than a fault of ours or a provider that is away. */
export const isSealedAway = (error: unknown): boolean =>
  isDexError(error, 'sealed') || isDexError(error, 'envelope_invalid') || isDexError(error, 'tenant_unset')
