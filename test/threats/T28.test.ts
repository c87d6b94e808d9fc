import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyExport } from '#client/cli/log/verify-export.ts'
import { createTestApi, type Session, type TestApi, ticket } from '#test/api/support/test-api.ts'
import { startWorkers } from '#test/support/cast.ts'
import { collectSyslog, collectWebhooks, standInS3 } from '#test/support/collectors.ts'
import { until } from '#test/support/door.ts'
import { checkpointKeys, openCheckpoint, splitCheckpoints } from '#vault/checkpoint.ts'
import { createVerifier } from '#vault/verifying.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
let directory: string
let webhooks: Awaited<ReturnType<typeof collectWebhooks>>
let syslog: Awaited<ReturnType<typeof collectSyslog>>
let s3: Awaited<ReturnType<typeof standInS3>>
let api: TestApi
let workers: { stop(): Promise<void> }
let lead: Session
let keyFile: string

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'dex-checkpoints-'))
  webhooks = await collectWebhooks(secret)
  syslog = await collectSyslog()
  s3 = await standInS3()
  // As an operator gives them to AWS's SDK.
  process.env['AWS_ACCESS_KEY_ID'] = 'test'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'test'
  api = await createTestApi({
    world: {
      env: {
        DEX_CHECKPOINT_EVERY: '1s',
        DEX_CHECKPOINT_DIRECTORY: directory,
        DEX_CHECKPOINT_WEBHOOK: webhooks.url,
        DEX_CHECKPOINT_WEBHOOK_SECRET: secret,
        DEX_CHECKPOINT_S3: 's3://kept/dex',
        DEX_CHECKPOINT_S3_ENDPOINT: s3.url,
        DEX_SIEM_EVERY: '1s',
        DEX_SIEM_SYSLOG: syslog.url,
        DEX_SIEM_WEBHOOK: webhooks.url,
        DEX_SIEM_WEBHOOK_SECRET: secret,
      },
    },
  })
  keyFile = api.world.env('gate')['DEX_LOG_PUBLIC_KEYS'] ?? ''
  webhooks.state.refusing = true
  workers = await startWorkers(api.world)
  lead = await api.cliSession(api.person('Identity Lead'))
  await api.hook(ticket())
}, 120_000)

afterAll(async () => {
  await workers.stop()
  await api.close()
  await Promise.all([webhooks.close(), syslog.close(), s3.close()])
  await rm(directory, { recursive: true, force: true })
})

const kept = async () => {
  const text = await readFile(join(directory, `${api.world.tenant}.checkpoints`), 'utf8').catch(() => '')
  const keys = await checkpointKeys(keyFile)
  return splitCheckpoints(text).map((note) => openCheckpoint(note, keys))
}
const head = async () => {
  const [row] = await api.rows<{ seq: string; hash: Buffer }>('select seq, hash from log_heads')
  return { seq: Number(row?.seq), hash: row?.hash.toString('hex') ?? '' }
}
const exported = async () => {
  const { body } = await api.call({ url: '/api/activity/export', headers: lead.headers })
  return [Buffer.from(body)]
}
const tried = <Result>(look: () => Promise<Result | false | null>, what: string) => until(what, look, 30_000)

test('each second place gets signed ends of the chain, in the C2SP form', async () => {
  const { newest, text } = await tried(async () => {
    const all = await kept()
    const now = await head()
    const last = all.at(-1)
    if (last?.seq !== now.seq) return null
    return {
      newest: { ...last, now },
      text: await readFile(join(directory, `${api.world.tenant}.checkpoints`), 'utf8'),
    }
  }, 'a checkpoint of the end')
  expect(newest.hash).toBe(newest.now.hash)
  expect(text).toMatch(
    /^dex\/log\/v1\/[a-z0-9]+\n\d+\n[A-Za-z0-9+/]{43}=\ntime \S+\n\n— dex\/log\/v1\/[a-z0-9]+ [A-Za-z0-9+/]{91}=\n/,
  )
  const object = await tried(
    async () => s3.objects.get(`dex/${api.world.tenant}/${String(newest.seq).padStart(16, '0')}`) ?? null,
    'the same in the bucket',
  )
  expect(openCheckpoint(object.toString(), await checkpointKeys(keyFile))).toMatchObject({
    hash: newest.hash,
  })
}, 60_000)

test('a collector that was away gets everything, in order, at least once', async () => {
  await tried(async () => webhooks.state.refused > 1, 'refused deliveries')
  webhooks.state.refusing = false
  const last = await head()
  const events = await tried(async () => {
    const all = webhooks.taken
      .filter((each) => each.body.type === 'dex.activity')
      .flatMap((each) => each.body['events'] as { metadata: { sequence: number } }[])
    return all.some((event) => event.metadata.sequence >= last.seq) && all
  }, 'every entry at the webhook')
  const first = [...new Set(events.map((event) => event.metadata.sequence))]
  expect(first.slice(0, last.seq)).toEqual(Array.from({ length: last.seq }, (_, index) => index + 1))
  const lines = await tried(async () => syslog.messages.length >= last.seq && syslog.messages, 'syslog')
  expect(lines.slice(0, 3).map((line) => /seq="(\d+)"/.exec(line)?.[1])).toEqual(['1', '2', '3'])
  await tried(
    async () => webhooks.taken.some((each) => each.body.type === 'dex.checkpoint'),
    'a checkpoint at the webhook',
  )
}, 90_000)

test('somebody with every right on the database cuts the log and mends the head: only the checkpoints tell', async () => {
  const verifier = await createVerifier(keyFile)
  await tried(async () => (await kept()).at(-1)?.seq === (await head()).seq, 'a checkpoint of the end')
  const whole = await kept()
  expect(await verifyExport(await exported(), verifier, whole)).toMatchObject({
    intact: true,
    complete: true,
  })
  const alone = await verifyExport(await exported(), verifier, [])
  expect(alone).toMatchObject({ intact: true, complete: false })

  await tried(async () => (await kept()).at(-1)?.seq === (await head()).seq, 'a checkpoint of the end')
  const before = await kept()
  const end = before.at(-1)?.seq ?? 0
  await api.world.admin.query('alter table activity_log disable trigger all')
  await api.world.admin.query('delete from activity_log where seq > $1', [end - 3])
  await api.world.admin.query(
    'update log_heads h set (seq, hash) = (select seq, hash from activity_log where seq = $1)',
    [end - 3],
  )
  await api.world.admin.query('alter table activity_log enable trigger all')

  const verify = async () =>
    (await api.call({ url: '/api/activity/verify', headers: lead.headers })).json<{ intact: boolean }>()
  expect(await verify()).toMatchObject({ intact: true })
  const found = await verifyExport(await exported(), verifier, before)
  expect(found).toMatchObject({ intact: false, complete: false })
  expect(found.brokenAt).toBeLessThanOrEqual(end - 2)
  expect(found.brokenUntil).toBeGreaterThanOrEqual(end - 2)

  // The gate notices by itself, says so, and signs nothing that contradicts what it signed before.
  const alarm = await tried(async () => {
    const rows = await api.rows<{ entry: string }>(
      `select entry from activity_log where entry like '%"kind":"alarm"%'`,
    )
    const alarms = rows.map(
      (row) => JSON.parse(row.entry) as { code: string; detail: { checkpoint: number } },
    )
    return alarms.find((each) => each.detail.checkpoint === end) ?? null
  }, 'an alarm that names the newest checkpoint')
  expect(alarm.code).toBe('log_broken')
  expect((await kept()).length).toBe(before.length)
}, 90_000)
