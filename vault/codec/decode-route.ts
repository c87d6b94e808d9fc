import type { Payload } from '@temporalio/common'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { TenantKeys } from '../tenant-keys.ts'
import {
  claimedWorkflow,
  isSealedAway,
  openPayload,
  placeholderPayload,
  tenantOfWorkflow,
} from './sealed-payload.ts'

const JsonPayload = z.looseObject({
  metadata: z.record(z.string(), z.base64()).default({}),
  data: z.base64().default(''),
})

/** The codec protocol of Temporal's Web and CLI: payloads as protobuf JSON, bytes in base64. */
export const CodecBody = z.looseObject({ payloads: z.array(JsonPayload).max(10_000) })
export interface CodecAnswer {
  payloads: { metadata: Record<string, string>; data: string }[]
}

const toBytes = (base64: string): Uint8Array => Buffer.from(base64, 'base64')
const toBase64 = (bytes: Uint8Array | null | undefined): string => Buffer.from(bytes ?? []).toString('base64')

function toJson({ metadata, data }: Payload): CodecAnswer['payloads'][number] {
  const fields = Object.entries(metadata ?? {}).map(([name, value]) => [name, toBase64(value)] as const)
  return { metadata: Object.fromEntries(fields), data: toBase64(data) }
}

/**
 * Opens the payloads of one tenant, in order; another tenant's, unsealed ones and those whose key is gone come back as
 * the text `sealed`. `workflows` names the workflows whose content was opened, for the record of who looked. Throws
 * `body_invalid`. Who may ask for this tenant is for the caller to check.
 */
export async function decodePayloads(
  body: unknown,
  options: { tenant: string; tenantKeys: TenantKeys },
): Promise<{ answer: CodecAnswer; workflows: string[] }> {
  const parsed = CodecBody.safeParse(body)
  if (!parsed.success) throw new DexError('body_invalid', 'not a list of payloads')
  const workflows = new Set<string>()
  const payloads: CodecAnswer['payloads'] = []
  for (const { metadata, data } of parsed.data.payloads) {
    const fields = Object.entries(metadata).map(([name, value]) => [name, toBytes(value)] as const)
    const payload: Payload = { metadata: Object.fromEntries(fields), data: toBytes(data) }
    try {
      const workflowId = claimedWorkflow(payload)
      if (tenantOfWorkflow(workflowId) !== options.tenant) throw new DexError('sealed')
      const opened = openPayload(await options.tenantKeys.load(options.tenant), payload)
      workflows.add(workflowId)
      payloads.push(toJson(opened))
    } catch (error) {
      if (!isSealedAway(error)) throw error
      payloads.push(toJson(placeholderPayload()))
    }
  }
  return { answer: { payloads }, workflows: [...workflows] }
}
