import { createHash, createHmac } from 'node:crypto'
import canonicalize from 'canonicalize'
import { DexError } from '#contract/error.ts'
import type { Digest } from '#contract/ids.ts'
import type { DataKey } from './envelope.ts'

/** RFC 8785. Members that are `undefined` are left out; throws `input_invalid` for what JSON cannot say exactly. */
export function canonicalJson(value: unknown): string {
  let text: string | undefined
  try {
    text = canonicalize(value)
  } catch (cause) {
    throw new DexError('input_invalid', 'the value has no canonical JSON', { cause })
  }
  if (text === undefined) throw new DexError('input_invalid', 'the value has no canonical JSON')
  return text
}

export const sha256Digest = (data: Uint8Array | string): Digest =>
  `sha256:${createHash('sha256').update(data).digest('hex')}` as Digest

/** The domain's name leads, so that no digest of one kind is ever one of another. */
export const domainDigest = (domain: string, value: unknown): Digest =>
  sha256Digest(`${domain}\n${canonicalJson(value)}`)

interface ObjectName {
  platform: string
  type: string
  /** Null for a target that the catalog marks `targetless`. */
  id: string | null
}

export interface HashedAction {
  name: string
  version: number
  target: ObjectName | null
  objects: readonly (ObjectName & { role: string })[]
  params: unknown
}

const objectName = ({ platform, type, id }: ObjectName) => ({ platform, type, id })

/**
 * What a person says yes to. Facts beside the names (e-mail, labels) are left out: the gate reads them afresh. The order
 * of objects has no meaning; each carries its role.
 */
export function actionHash(action: HashedAction): Digest {
  const objects = action.objects
    .map((object) => ({ ...objectName(object), role: object.role }))
    .map((object) => ({ object, text: canonicalJson(object) }))
    .sort((left, right) => (left.text < right.text ? -1 : left.text > right.text ? 1 : 0))
    .map(({ object }) => object)
  return domainDigest('dex/action/v1', {
    name: action.name,
    version: action.version,
    target: action.target && objectName(action.target),
    objects,
    params: action.params,
  })
}

export const obligationsDigest = (obligations: unknown): Digest =>
  domainDigest('dex/obligations/v1', obligations)

/** What a person signs for always: the terms of one standing approval. */
export const standingHash = (standing: { id: string; terms: unknown }): Digest =>
  domainDigest('dex/standing/v1', standing)

/** The same for every attempt, run and replay of one step (T7): nothing random, nothing bound to a run. */
export const idempotencyKey = (of: {
  tenant: string
  request: string
  step: number
  actionHash: string
}): Digest =>
  domainDigest('dex/idempotency/v1', {
    tenant: of.tenant,
    request: of.request,
    step: of.step,
    actionHash: of.actionHash,
  })

/** HMAC-SHA256 in 64 hex digits: for ids that must not be guessed back, such as a workflow's. */
export const keyedHex = (key: DataKey, text: string): string =>
  createHmac('sha256', key.bytes).update(text, 'utf8').digest('hex')

/** `hmac-sha256:<key id>:<64 hex digits>`: finds equal texts again and tells nothing once the key is gone. */
export const keyedDigest = (key: DataKey, text: string): string =>
  `hmac-sha256:${key.id}:${keyedHex(key, text)}`

/** 32 zero bytes: what stands before a tenant's first entry. */
export const logGenesis = (): Uint8Array => new Uint8Array(32)

/**
 * INVARIANT: the same as the store's SQL, `sha256(previous || int8send(seq) || convert_to(entry, 'UTF8'))`.
 * `previous` is 32 bytes, `entry` the canonical text as stored.
 */
export function logEntryHash(previous: Uint8Array, seq: number | bigint, entry: string): Uint8Array {
  if (previous.length !== 32) throw new DexError('log_broken', 'the previous hash is not 32 bytes')
  const place = Buffer.alloc(8)
  place.writeBigInt64BE(BigInt(seq))
  return createHash('sha256').update(previous).update(place).update(entry, 'utf8').digest()
}
