import type { Payload, SerializationContext } from '@temporalio/common'
import { defaultPayloadConverter } from '@temporalio/common'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodePayloads } from '#vault/codec/decode-route.ts'
import { createPayloadCodec } from '#vault/codec/payload-codec.ts'
import { createTenantKeys } from '#vault/tenant-keys.ts'
import { coded, tenantsWithKeys } from '../fixture.ts'

const workflow = 'acme/desk/INC-1'
const within = (workflowId: string): SerializationContext => ({
  type: 'workflow',
  namespace: 'default',
  workflowId,
})
const payload = (value: unknown): Payload => defaultPayloadConverter.toPayload(value)
const value = (from: Payload | undefined): unknown => from && defaultPayloadConverter.fromPayload(from)

async function codecs() {
  const { directory, provider, tenantKeys } = await tenantsWithKeys('acme', 'other')
  return {
    directory,
    provider,
    tenantKeys,
    worker: createPayloadCodec({ tenantKeys, foreign: 'refuse' }),
    client: createPayloadCodec({ tenantKeys, foreign: 'placeholder' }),
  }
}

test('every kind of payload comes back as it went in, and shows nothing on the way', async () => {
  const { worker } = await codecs()
  const values = [{ secret: 'canary-1' }, 'canary-2', null, undefined, new Uint8Array([1, 2]), 7, []]
  const sealed = await worker.encode(values.map(payload), within(workflow))
  for (const each of sealed) {
    expect(Buffer.from(each.metadata?.['encoding'] ?? []).toString()).toBe('binary/dex-sealed')
    expect(Object.keys(each.metadata ?? {}).sort()).toEqual(['dex-envelope', 'dex-workflow-id', 'encoding'])
    expect(Buffer.from(each.data ?? []).toString('latin1')).not.toMatch(/canary|json|plain/)
  }
  expect((await worker.decode(sealed, within(workflow))).map(value)).toEqual(values)
  expect(await worker.encode([], within(workflow))).toEqual([])
})

test('no two payloads share an IV, whatever their size and order', async () => {
  const { worker, client } = await codecs()
  const header = 2 + 'key_'.length + 24
  const ivs = new Set<string>()
  for (let turn = 0; turn < 400; turn += 1) {
    const size = turn % 5 === 0 ? 6_000 : 10
    const own = `acme/desk/INC-${turn % 7}`
    for (const codec of [worker, client]) {
      const sealed = await codec.encode([payload('a'), payload('b'.repeat(size))], within(own))
      for (const { metadata } of sealed)
        ivs.add(Buffer.from(metadata?.['dex-envelope'] ?? []).toString('hex', header, header + 12))
      expect((await codec.decode(sealed, within(own))).map(value)).toEqual(['a', 'b'.repeat(size)])
    }
  }
  expect(ivs.size).toBe(1_600)
})

test('without a context, a tenant, or its keys nothing is written unsealed', async () => {
  const { worker, client } = await codecs()
  const content = [payload('canary')]
  await expect(client.encode(content)).rejects.toEqual(coded('tenant_unset'))
  for (const codec of [worker, client]) {
    await expect(codec.encode(content, within('no-tenant'))).rejects.toEqual(coded('tenant_unset'))
    await expect(codec.encode(content, within('/desk/1'))).rejects.toEqual(coded('tenant_unset'))
    await expect(codec.encode(content, within('../acme/1'))).rejects.toEqual(coded('tenant_unset'))
    await expect(codec.encode(content, within('unknown/desk/1'))).rejects.toEqual(coded('sealed'))
  }
  // The worker's own report of a task that could not be decoded: a constant, for a throw would end the worker.
  expect((await worker.encode(content)).map(value)).toEqual(['sealed'])
})

test('the one word that the service writes itself is read as a constant; anything like it is refused', async () => {
  const { worker } = await codecs()
  const word = 'ACTIVITY_ID_NOT_STARTED'
  expect((await worker.decode([payload(word)], within(workflow))).map(value)).toEqual(['sealed'])
  for (const other of [`${word} `, word.toLowerCase(), [word], { word }, '', word.slice(1)])
    await expect(worker.decode([payload(other)], within(workflow))).rejects.toThrow()
})

test('a worker refuses what was not sealed here, for this workflow, unbent', async () => {
  const { worker } = await codecs()
  const [sealed] = await worker.encode([payload('a')], within(workflow))
  if (!sealed?.data || !sealed.metadata) throw new Error('not sealed')
  const refuse = (forged: Payload, workflowId = workflow) =>
    expect(worker.decode([forged], within(workflowId))).rejects.toEqual(coded('envelope_invalid'))
  await refuse(payload('plain'))
  await refuse({ metadata: { encoding: Buffer.from('binary/dex-sealed') }, data: Buffer.from('plain') })
  await refuse(sealed, 'acme/desk/INC-2')
  await refuse(sealed, 'other/desk/INC-1')
  const prefix = sealed.metadata['dex-envelope'] ?? new Uint8Array()
  for (const other of [
    Buffer.from('key_1'),
    prefix.subarray(0, -1),
    Buffer.concat([prefix, Buffer.of(0)]),
    ...Array.from(prefix, (_, at) => prefix.map((byte, place) => (place === at ? byte ^ 1 : byte))),
  ]) {
    const forged = worker.decode(
      [{ ...sealed, metadata: { ...sealed.metadata, 'dex-envelope': other } }],
      within(workflow),
    )
    await expect(forged).rejects.toMatchObject({ code: expect.stringMatching(/^(envelope_invalid|sealed)$/) })
  }
  const moved = { ...sealed.metadata, 'dex-workflow-id': Buffer.from('acme/desk/INC-2') }
  await refuse({ ...sealed, metadata: moved }, 'acme/desk/INC-2')
  const bent = Uint8Array.from(sealed.data)
  bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1
  await refuse({ ...sealed, data: bent })
  await expect(worker.decode([sealed])).rejects.toEqual(coded('tenant_unset'))
})

test('a client reads `sealed` in place of what it cannot open, and the rest of the list', async () => {
  const { client, worker, directory, provider } = await codecs()
  const own = await worker.encode([payload('own')], within(workflow))
  const foreign = await worker.encode([payload('x')], within('acme/desk/INC-2'))
  const list = [...own, payload('forged memo'), ...foreign]
  expect((await client.decode(list, within(workflow))).map(value)).toEqual(['own', 'sealed', 'sealed'])
  expect((await client.decode(own)).map(value)).toEqual(['sealed'])
  await unlink(join(directory, 'acme.kek'))
  const later = createPayloadCodec({
    tenantKeys: createTenantKeys({ directory, provider }),
    foreign: 'placeholder',
  })
  expect((await later.decode(own, within(workflow))).map(value)).toEqual(['sealed'])
})

test('what a schedule’s action was sealed with opens in the runs it starts, and nowhere else', async () => {
  const { worker } = await codecs()
  const run = '-2026-11-22T20:00:00Z'
  const [scheduled] = await worker.encode([payload('a')], within('acme/schedule/reconcile'))
  const [usual] = await worker.encode([payload('a')], within(workflow))
  if (!scheduled || !usual) throw new Error('not sealed')
  expect(value((await worker.decode([scheduled], within(`acme/schedule/reconcile${run}`)))[0])).toBe('a')
  for (const [sealed, workflowId] of [
    [scheduled, `acme/schedule/other${run}`],
    [scheduled, 'acme/schedule/reconcile-x'],
    [scheduled, `other/schedule/reconcile${run}`],
    [usual, `${workflow}${run}`],
  ] as const) {
    await expect(worker.decode([sealed], within(workflowId))).rejects.toEqual(coded('envelope_invalid'))
  }
})

test('the codec route opens one tenant’s payloads; others, forged and unsealed ones read `sealed`', async () => {
  const { worker, tenantKeys } = await codecs()
  const own = await worker.encode([payload({ a: 1 })], within(workflow))
  const foreign = await worker.encode([payload('theirs')], within('other/desk/1'))
  const json = ({ metadata, data }: Payload) => ({
    metadata: Object.fromEntries(
      Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]),
    ),
    data: Buffer.from(data ?? []).toString('base64'),
  })
  const claimed = foreign.map((each) => ({
    ...each,
    metadata: { ...each.metadata, 'dex-workflow-id': Buffer.from(workflow) },
  }))
  const body = { payloads: [...own, ...foreign, ...claimed, payload('plain')].map(json) }
  const { answer, workflows } = await decodePayloads(body, { tenant: 'acme', tenantKeys })
  const texts = answer.payloads.map((each) => Buffer.from(each.data, 'base64').toString())
  expect(texts).toEqual(['{"a":1}', '"sealed"', '"sealed"', '"sealed"'])
  expect(answer.payloads[0]?.metadata).toEqual({ encoding: Buffer.from('json/plain').toString('base64') })
  expect(workflows).toEqual([workflow])
  await expect(decodePayloads({ payloads: 'x' }, { tenant: 'acme', tenantKeys })).rejects.toEqual(
    coded('body_invalid'),
  )
})

test('what a run of a schedule answered opens in the next run of it, and in no other schedule’s', async () => {
  const { worker } = await codecs()
  const [answered] = await worker.encode(
    [payload('a')],
    within('acme/schedule/reconcile-2026-11-22T10:00:00Z'),
  )
  if (!answered) throw new Error('not sealed')
  const next = within('acme/schedule/reconcile-2026-11-22T10:01:00Z')
  expect(value((await worker.decode([answered], next))[0])).toBe('a')
  for (const id of ['acme/schedule/push-2026-11-22T10:01:00Z', 'acme/schedule/reconcile', 'acme/desk/1']) {
    await expect(worker.decode([answered], within(id))).rejects.toEqual(coded('envelope_invalid'))
  }
})
