import fastCheck from 'fast-check'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { LogHeadStatement, SignedLogHead } from '#contract/log-head.ts'
import { canonicalJson, logEntryHash, logGenesis } from '#vault/hashes.ts'
import { createSigningKey, loadSigner, type Signer } from '#vault/signing.ts'
import { scratch } from './support/scratch.ts'
import { dex } from './support/terminal.ts'

const directory = scratch()
const count = 12
let signer: Signer
let other: Signer
let keys: string
let lines: string[]

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function signHead(by: Signer, seq: number, hash: string): SignedLogHead {
  const statement: LogHeadStatement = {
    type: 'dex/log-head/v1',
    tenant: 'acme',
    seq,
    hash,
    at: new Date().toISOString(),
    keyId: by.keyId,
  }
  return { statement, signature: by.sign(statement) }
}

/** An export as the api writes it; `change` edits an entry before it is chained, as a forger with the algorithm would. */
function exportOf(
  by: Signer,
  change: (seq: number, entry: string) => string = (_seq, entry) => entry,
): string[] {
  let hash = logGenesis()
  const made: string[] = []
  for (let seq = 1; seq <= count; seq += 1) {
    const entry = change(seq, canonicalJson({ v: 1, kind: 'decision', tenant: 'acme', step: seq }))
    hash = logEntryHash(hash, seq, entry)
    made.push(JSON.stringify({ seq, hash: hex(hash), entry }))
  }
  return [...made, JSON.stringify({ head: signHead(by, count, hex(hash)) })]
}

async function verify(changed: readonly string[], ...more: string[]) {
  const file = join(directory, `${Math.random()}.jsonl`)
  writeFileSync(file, `${changed.join('\n')}\n`)
  const said = await dex(['log', 'verify', file, '--key', keys, '--json', ...more])
  return { code: said.code, verdict: JSON.parse(said.stdout) as Record<string, unknown> }
}

beforeAll(async () => {
  const options = { now: Date.now() - 1_000 }
  keys = (await createSigningKey(join(directory, 'own'), 'log', options)).publicKeysFile
  await createSigningKey(join(directory, 'other'), 'log', options)
  signer = await loadSigner(join(directory, 'own'), 'log')
  other = await loadSigner(join(directory, 'other'), 'log')
  lines = exportOf(signer)
})

test('an untouched export is intact and reaches its signed end', async () => {
  const { code, verdict } = await verify(lines)
  expect(code).toBe(0)
  expect(verdict).toMatchObject({ intact: true, complete: true, seq: count, brokenAt: null })
})

test('for people it says what it cannot exclude', async () => {
  const file = join(directory, 'people.jsonl')
  writeFileSync(file, `${lines.join('\n')}\n`)
  const said = await dex(['log', 'verify', file, '--key', keys])
  expect(said.stdout).toContain('later truncation or a fork cannot be excluded')
})

test('each edit, removal, insertion and swap is found at its position, exit 1', async () => {
  const place = fastCheck.integer({ min: 0, max: count - 1 })
  const tampered = fastCheck.oneof(
    place.map((at) => ({ at, changed: lines.with(at, (lines[at] ?? '').replace('decision', 'decisiom')) })),
    place.map((at) => ({ at, changed: lines.toSpliced(at, 1) })),
    place
      .map((at) => ({ at, changed: lines.toSpliced(at, 0, lines[at] ?? '') }))
      .map(({ at, changed }) => ({ at: at + 1, changed })),
    fastCheck.integer({ min: 0, max: count - 2 }).map((at) => ({
      at,
      changed: lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? ''),
    })),
  )
  await fastCheck.assert(
    fastCheck.asyncProperty(tampered, async ({ at, changed }) => {
      const { code, verdict } = await verify(changed)
      expect(code).toBe(1)
      expect(verdict).toMatchObject({ intact: false, complete: false, brokenAt: at + 1 })
    }),
    { numRuns: 60 },
  )
})

test('a cut tail is intact as far as it goes, and not complete', async () => {
  for (const kept of [0, 1, 5, count]) {
    const { code, verdict } = await verify(lines.slice(0, kept))
    expect(code).toBe(0)
    expect(verdict).toMatchObject({ intact: true, complete: false, seq: kept })
  }
})

test('a chain made anew around an edit fails at the end that it cannot sign', async () => {
  const forged = exportOf(other, (seq, entry) =>
    seq === 4 ? entry.replace('decision', 'reconciled') : entry,
  )
  expect(await verify(forged)).toMatchObject({ code: 1, verdict: { intact: false } })
  const borrowed = [...forged.slice(0, count), lines.at(-1) ?? '']
  expect(await verify(borrowed)).toMatchObject({ code: 1, verdict: { intact: false } })
})

test('rows taken out before the signed end, rows after it, and a line that is none', async () => {
  const end = lines.at(-1) ?? ''
  expect((await verify([...lines.slice(0, 5), end])).verdict).toMatchObject({ intact: false, brokenAt: 6 })
  expect((await verify([...lines, lines[0] ?? ''])).verdict).toMatchObject({ intact: false })
  expect((await verify(lines.with(2, '{"seq":3}'))).verdict).toMatchObject({ intact: false, brokenAt: 3 })
})

test('a checkpoint kept elsewhere shows later entries that are missing, and a fork', async () => {
  const checkpoints = join(directory, 'checkpoints.jsonl')
  const { head } = JSON.parse(lines.at(-1) ?? '') as { head: SignedLogHead }
  writeFileSync(checkpoints, `${JSON.stringify(head)}\n`)
  expect((await verify(lines, '--checkpoints', checkpoints)).verdict).toMatchObject({
    intact: true,
    complete: true,
  })
  const fifth = JSON.parse(lines[4] ?? '') as { hash: string }
  const earlier = [...lines.slice(0, 5), JSON.stringify({ head: signHead(signer, 5, fifth.hash) })]
  expect((await verify(earlier)).verdict).toMatchObject({ intact: true, complete: true })
  expect((await verify(earlier, '--checkpoints', checkpoints)).verdict).toMatchObject({
    intact: true,
    complete: false,
  })
  const fork = exportOf(signer, (seq, entry) => (seq === 2 ? entry.replace('decision', 'reconciled') : entry))
  expect(await verify(fork)).toMatchObject({ code: 0 })
  expect(await verify(fork, '--checkpoints', checkpoints)).toMatchObject({
    code: 1,
    verdict: { brokenAt: count },
  })
})

test('the key never comes from the export, and must be a file of keys', async () => {
  const file = join(directory, 'people.jsonl')
  expect((await dex(['log', 'verify', file])).code).toBe(2)
  expect((await dex(['log', 'verify', file, '--key', file])).code).toBe(2)
  expect((await dex(['log', 'verify', join(directory, 'none.jsonl'), '--key', keys])).code).toBe(2)
})
