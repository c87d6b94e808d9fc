import type { Payload, PayloadCodec } from '@temporalio/common'
import { DexError } from '#contract/error.ts'
import type { KeyRing } from '../data-keys.ts'
import { createNonces, type DataKey } from '../envelope.ts'
import type { TenantKeys, TenantPurpose } from '../tenant-keys.ts'
import {
  claimedWorkflow,
  isSealedAway,
  openOwnPayload,
  openPayload,
  type PayloadSeal,
  payloadSeal,
  placeholderPayload,
  sealPayload,
  type SealSupplies,
  tenantOfWorkflow,
} from './sealed-payload.ts'
import { createWorkbench } from './workbench.ts'

/** Second segment of the workflow ids that a Temporal Schedule starts: `<tenant>/schedule/<name>`. */
export const scheduleSegment = 'schedule'

/**
 * The one payload that the service writes itself: the details of an activity that was cancelled before a worker had it
 * (temporal, service/history, `activityCancellationMsgActivityNotStarted`). INVARIANT: to the letter, and it is read as a
 * constant: nothing can be said by it.
 */
const serversWord = '"ACTIVITY_ID_NOT_STARTED"'
const isServersWord = ({ data }: Payload): boolean =>
  data?.length === serversWord.length && Buffer.from(data).toString('latin1') === serversWord

/** What the SDK hands over (its serialization context); absent for Nexus, schedule-level memo and task tokens. */
interface Context {
  workflowId?: string | undefined
}

/** How many workflows’ seals are kept ready for each key. */
const sealsMax = 1_000

const runOfSchedule = /-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/**
 * A Schedule appends the start's time to the id that its action was sealed for, and hands a run what the run before it
 * answered; nothing else may differ.
 */
function belongsTo(sealedFor: string, workflowId: string): boolean {
  if (sealedFor === workflowId) return true
  if (sealedFor.split('/')[1] !== scheduleSegment || !runOfSchedule.test(workflowId)) return false
  return sealedFor.replace(runOfSchedule, '') === workflowId.replace(runOfSchedule, '')
}

/**
 * Seals every payload with the payload key of the tenant that the workflow's id names, bound to that id; refuses what
 * it did not seal and what was sealed for another workflow (T1, T29). Fails closed without a context.
 *
 * `foreign: 'refuse'` is for workers. A payload that cannot be opened fails the task. The one thing that the SDK's
 * worker encodes without a context is the failure of such a task, and a codec that throws there ends the whole worker:
 * a constant is written in its place, so that a forged workflow neither stops a worker nor leaks.
 *
 * `foreign: 'placeholder'` is for clients: what cannot be opened (destroyed key, forged memo) reads as `sealed`, so that
 * one such workflow does not break a list; encoding without a context throws `tenant_unset`.
 */
export function createPayloadCodec(options: {
  tenantKeys: TenantKeys
  foreign: 'refuse' | 'placeholder'
}): PayloadCodec {
  const { tenantKeys, foreign } = options
  // Weak: a key that is dropped from memory is not kept in it by this.
  const seals = new WeakMap<DataKey, Map<string, PayloadSeal>>()
  const supplies: SealSupplies = { nonce: createNonces(), bench: createWorkbench() }

  // One workflow's payloads come one after the other.
  let last: { workflowId: string; tenant: string | null } = { workflowId: '', tenant: null }
  function tenantNamedBy(workflowId: string): string | null {
    if (workflowId !== last.workflowId) last = { workflowId, tenant: tenantOfWorkflow(workflowId) }
    return last.tenant
  }

  /** Throws `tenant_unset` where there is none. */
  function tenantOf(workflowId: string | undefined): string {
    const tenant = workflowId === undefined ? null : tenantNamedBy(workflowId)
    if (tenant === null) throw new DexError('tenant_unset', 'a payload without a tenant’s workflow')
    return tenant
  }

  /** With the key that seals now. */
  function sealWith(ring: KeyRing<TenantPurpose>, workflowId: string): PayloadSeal {
    const key = ring.current('payload')
    const ofKey = seals.get(key) ?? new Map<string, PayloadSeal>()
    const known = ofKey.get(workflowId)
    if (known) return known
    if (ofKey.size >= sealsMax) ofKey.clear()
    const made = payloadSeal(key, workflowId)
    seals.set(key, ofKey.set(workflowId, made))
    return made
  }

  /** Null where the keys have to be read first, or the payload says that it is another's: `openOne` tells. */
  function openAtOnce(payload: Payload, workflowId: string | undefined): Payload | null {
    if (workflowId === undefined) return null
    const ring = tenantKeys.loaded(tenantNamedBy(workflowId) ?? '')
    return ring && openOwnPayload(sealWith(ring, workflowId), payload)
  }

  async function openOne(payload: Payload, workflowId: string | undefined): Promise<Payload> {
    const sealedFor = claimedWorkflow(payload)
    if (workflowId === undefined) throw new DexError('tenant_unset', 'a payload without a workflow')
    if (!belongsTo(sealedFor, workflowId)) {
      throw new DexError('envelope_invalid', 'the payload was sealed for another workflow')
    }
    const tenant = tenantOf(workflowId)
    const ring = await tenantKeys.load(tenant)
    try {
      return openPayload(ring, payload)
    } catch (error) {
      if (!(error instanceof DexError) || error.code !== 'sealed') throw error
      // Sealed with a key that another process made since: read the tenant's keys once more.
      tenantKeys.forget(tenant)
      return openPayload(await tenantKeys.load(tenant), payload)
    }
  }

  return {
    async encode(payloads: Payload[], context?: Context) {
      const workflowId = context?.workflowId
      if (workflowId === undefined && foreign === 'refuse') return payloads.map(placeholderPayload)
      const tenant = tenantOf(workflowId)
      const seal = sealWith(tenantKeys.loaded(tenant) ?? (await tenantKeys.load(tenant)), workflowId ?? '')
      return payloads.map((payload) => sealPayload(seal, payload, supplies))
    },

    async decode(payloads: Payload[], context?: Context) {
      const workflowId = context?.workflowId
      const decoded: Payload[] = []
      for (const payload of payloads) {
        if (isServersWord(payload)) {
          decoded.push(placeholderPayload())
          continue
        }
        try {
          decoded.push(openAtOnce(payload, workflowId) ?? (await openOne(payload, workflowId)))
        } catch (error) {
          if (foreign === 'refuse' || !isSealedAway(error)) throw error
          decoded.push(placeholderPayload())
        }
      }
      return decoded
    },
  }
}
