import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Payload, PayloadCodec } from '@temporalio/common'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import { claimedWorkflow, sealedEncoding } from '#vault/codec/sealed-payload.ts'
import type { World } from '../support/world.ts'
import { fixedCodec } from './fixed-key.ts'

/**
 * Keeps a finished request's history for replay, sealed anew with the fixed test key. Does nothing unless
 * `DEX_RECORD_HISTORIES` is set: recorded histories are only ever added to.
 */
export async function recordHistory(
  world: World,
  workflowId: string,
  name: string,
  /** One of several runs; else the latest. */
  runId?: string,
): Promise<void> {
  if (process.env['DEX_RECORD_HISTORIES'] === undefined) return
  const history = await world.temporal.workflow.getHandle(workflowId, runId).fetchHistory()
  const own = createPayloadCodec({ tenantKeys: world.shared.tenantKeys, foreign: 'refuse' })
  await reseal(history, own)
  const path = fileURLToPath(new URL(`./histories/${name}.json`, import.meta.url))
  await writeFile(path, `${historyToJSON(history)}\n`, { flag: 'wx' })
}

type Encode = (payloads: Payload[], context: { workflowId: string }) => Promise<Payload[]>

/** Each for the workflow that it was sealed for: what goes to a child and comes from it is the child's. */
async function reseal(node: unknown, own: PayloadCodec): Promise<void> {
  if (node === null || typeof node !== 'object') return
  if (isPayload(node)) {
    const context = { workflowId: claimedWorkflow(node) }
    const opened = await (own.decode as Encode)([node], context)
    const [sealed] = await (fixedCodec.encode as Encode)(opened, context)
    Object.assign(node, sealed)
    return
  }
  for (const value of Object.values(node)) await reseal(value, own)
}

/** Search attributes are payloads too, and are not sealed. */
const isPayload = (node: object): node is Payload => {
  const encoding = (node as Payload).metadata?.['encoding']
  return encoding !== undefined && Buffer.from(encoding).toString() === sealedEncoding
}
