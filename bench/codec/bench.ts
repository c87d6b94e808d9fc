import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Payload } from '@temporalio/common'
import type { TenantId } from '#contract/ids.ts'
import { payloadLength, writePayload } from '#vault/codec/payload-bytes.ts'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import { bind } from '#vault/envelope.ts'
import { openSharedKeys } from '#vault/shared-keys.ts'
import { type Bench, compared, figure, median, type Row } from '../result.ts'

const roundsByDefault = 9
const tenant = 'acme' as TenantId
const context = { workflowId: 'acme/desk/1', namespace: 'dex' }
const sizes = [512, 1_536, 16_384]
/** Bytes that each side works through in one turn. */
const bytesPerTurn = 12 * 1_024 * 1_024

/**
 * The codec that every payload of Temporal goes through, sealed and opened again, beside bare AES-256-GCM of node:crypto: the
 * same bytes as they come to the cipher, the same associated data, a random IV and a tag each, the same kind of key. Side by
 * side in each round, first and second in turn.
 */
export const codec: Bench = async ({ rounds, progress }) => {
  const directory = await mkdtemp(join(tmpdir(), 'dex-bench-codec-'))
  try {
    const shared = openSharedKeys({
      shared: join(directory, 'shared'),
      requestKeys: join(directory, 'requests'),
      profile: 'sandbox',
    })
    await shared.createTenant(tenant)
    const { encode, decode } = createPayloadCodec({ tenantKeys: shared.tenantKeys, foreign: 'refuse' })
    const rows: Row[] = []
    for (const size of sizes) {
      const data = randomBytes(size)
      const count = Math.ceil(bytesPerTurn / size)
      const metadata = { encoding: Buffer.from('json/plain') }
      const ours = async (): Promise<void> => {
        const sealed: Payload[] = []
        for (let done = 0; done < count; done += 1) {
          sealed.push(...(await encode([{ metadata, data }], context as Parameters<typeof encode>[1])))
        }
        for (const each of sealed) await decode([each], context as Parameters<typeof decode>[1])
      }
      const bytes = Buffer.alloc(payloadLength({ metadata, data }))
      writePayload({ metadata, data }, bytes)
      const bare = async (): Promise<void> => bareTurn(bytes, count)
      const { first, second } = await sideBySide(ours, bare, rounds ?? roundsByDefault)
      const rate = (ms: number): number => (count * size * 2) / 1_048_576 / (ms / 1_000)
      const against = figure(`bare AES-256-GCM, ${size} bytes`, rate(median(second)), 'MB/s')
      const ratio = median(first.map((ms, round) => (second[round] ?? ms) / ms))
      const row = figure(`codec, ${size} bytes`, rate(median(first)), 'MB/s')
      rows.push(compared(row, against, ratio, 0.7), against)
      progress(`codec: ${size} bytes, ${ratio.toFixed(2)} of bare`)
    }
    return rows
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

function bareTurn(data: Buffer, count: number): void {
  const key = createSecretKey(randomBytes(32))
  const { associatedData } = bind(`key_${'0'.repeat(24)}`, { tenant, workflowId: context.workflowId })
  const sealed: { iv: Buffer; tag: Buffer; bytes: Buffer }[] = []
  for (let done = 0; done < count; done += 1) {
    const iv = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
    cipher.setAAD(associatedData)
    const bytes = cipher.update(data)
    cipher.final()
    sealed.push({ iv, tag: cipher.getAuthTag(), bytes })
  }
  for (const { iv, tag, bytes } of sealed) {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 })
    decipher.setAAD(associatedData)
    decipher.setAuthTag(tag)
    decipher.update(bytes)
    decipher.final()
  }
}

/** Milliseconds of each round; one turn of each is run before and not counted. */
async function sideBySide(first: () => Promise<void>, second: () => Promise<void>, rounds: number) {
  const timed = async (work: () => Promise<void>): Promise<number> => {
    const started = performance.now()
    await work()
    return performance.now() - started
  }
  await first()
  await second()
  const times = { first: [] as number[], second: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) times.first.push(await timed(first))
    times.second.push(await timed(second))
    if (round % 2 === 1) times.first.push(await timed(first))
  }
  return times
}
