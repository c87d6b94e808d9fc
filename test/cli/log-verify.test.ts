import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fastCheck from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { createExportCheck } from '#client/cli/log/check-export.ts'
import type { LogHeadStatement, SignedLogHead } from '#contract/log-head.ts'
import { createCheckpointKey, loadCheckpointSigner, rotateCheckpointKey } from '#vault/checkpoint-key.ts'
import { checkpointKeys, openCheckpoint, signCheckpoint } from '#vault/checkpoint.ts'
import { canonicalJson, logEntryHash, logGenesis } from '#vault/hashes.ts'
import type { ByteSigner } from '#vault/note.ts'
import { createSigningKey, loadSigner, type Signer } from '#vault/signing.ts'
import type { LogVerdict } from '#vault/verify-log.ts'
import { createVerifier, type Verifier } from '#vault/verifying.ts'
import { scratch } from './support/scratch.ts'
import { dex } from './support/terminal.ts'

const directory = scratch()
const count = 24
const at = (minute: number): string => new Date(Date.now() - 3_600_000 + minute * 60_000).toISOString()
let signer: Signer
let other: Signer
let checkpointSigner: ByteSigner
let keys: string
let verifier: Verifier
let lines: string[]

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

function signHead(by: Signer, seq: number, hash: string, minute = 50): SignedLogHead {
  const statement: LogHeadStatement = {
    type: 'dex/log-head/v1',
    tenant: 'acme',
    seq,
    hash,
    at: at(minute),
    keyId: by.keyId,
  }
  return { statement, signature: by.sign(statement) }
}

const entryAt = (seq: number): object => ({
  v: 1,
  kind: 'decision',
  tenant: 'acme',
  step: seq,
  note: `ü "${seq}"`,
})

/** An export as the api writes it, chained anew over whatever entries it is given: a forger with the algorithm. */
function exportOf(by: Signer, entries: readonly object[], minute = 50): string[] {
  let hash = logGenesis()
  const made = entries.map((value, index) => {
    const entry = canonicalJson(value)
    hash = logEntryHash(hash, index + 1, entry)
    return `{"seq":${index + 1},"hash":"${hex(hash)}","entry":${entry}}`
  })
  return [...made, JSON.stringify({ head: signHead(by, entries.length, hex(hash), minute) })]
}

const entries = Array.from({ length: count }, (_, index) => entryAt(index + 1))
const hashAt = (seq: number): string => (JSON.parse(lines[seq - 1] ?? '') as { hash: string }).hash
const noteAt = (seq: number, minute: number): Promise<string> =>
  signCheckpoint(checkpointSigner, { tenant: 'acme', seq, hash: hashAt(seq), at: at(minute) })

async function check(changed: readonly string[], notes: readonly string[] = []): Promise<LogVerdict> {
  const known = await checkpointKeys(keys)
  const checking = createExportCheck(
    verifier,
    notes.map((note) => openCheckpoint(note, known)),
  )
  for (const line of changed) {
    const verdict = checking.line(Buffer.from(line))
    if (verdict !== null) return verdict
  }
  return checking.end()
}

async function verify(changed: readonly string[], ...more: string[]) {
  const file = join(directory, `${Math.random()}.jsonl`)
  writeFileSync(file, `${changed.join('\n')}\n`)
  const said = await dex(['log', 'verify', file, '--key', keys, '--json', ...more])
  return { code: said.code, verdict: JSON.parse(said.stdout) as Record<string, unknown> }
}

function write(name: string, text: string): string {
  const path = join(directory, name)
  writeFileSync(path, text)
  return path
}

beforeAll(async () => {
  const now = Date.now() - 7_200_000
  const own = join(directory, 'own')
  keys = (await createSigningKey(own, 'log', { now })).publicKeysFile
  await createCheckpointKey(own, { now, publicKeysFile: keys })
  await createSigningKey(join(directory, 'other'), 'log', { now })
  signer = await loadSigner(own, 'log')
  other = await loadSigner(join(directory, 'other'), 'log')
  checkpointSigner = await loadCheckpointSigner(own)
  verifier = await createVerifier(keys)
  lines = exportOf(signer, entries)
})

test('an untouched export is intact up to its signed end, and says what it cannot exclude', async () => {
  const { code, verdict } = await verify(lines)
  expect(code).toBe(0)
  expect(verdict).toMatchObject({ intact: true, complete: false, seq: count, brokenAt: null })
  const said = await dex(['log', 'verify', write('people.jsonl', `${lines.join('\n')}\n`), '--key', keys])
  expect(said.stdout).toContain(`intact up to checkpoint ${count}, time ${at(50).slice(0, 16)}`)
  expect(said.stdout).toContain('later truncation or a fork cannot be excluded')
})

test('it is the same log when a tool has written its JSON otherwise', async () => {
  const spaced = lines.map((line) => JSON.stringify(JSON.parse(line), null, 1).replaceAll('\n', ' '))
  expect(await check(spaced)).toMatchObject({ intact: true, seq: count })
})

/** Changes of one export, each with the position that it has to be found at. */
const manipulations = fastCheck.oneof(
  // One character of an entry, anywhere in it.
  fastCheck.tuple(fastCheck.nat(count - 1), fastCheck.nat(10_000)).map(([index, place]) => {
    const line = lines[index] ?? ''
    const from = line.indexOf('"entry":') + 8
    const spot = from + (place % (line.length - from - 1))
    const changed = line[spot] === 'x' ? 'y' : 'x'
    return { at: index + 1, changed: lines.with(index, line.slice(0, spot) + changed + line.slice(spot + 1)) }
  }),
  // One digit of a hash.
  fastCheck.tuple(fastCheck.nat(count - 1), fastCheck.nat(63)).map(([index, digit]) => {
    const line = lines[index] ?? ''
    const spot = line.indexOf('"hash":"') + 8 + digit
    const changed = line[spot] === '0' ? '1' : '0'
    return { at: index + 1, changed: lines.with(index, line.slice(0, spot) + changed + line.slice(spot + 1)) }
  }),
  // Some lines out.
  fastCheck.tuple(fastCheck.nat(count - 1), fastCheck.integer({ min: 1, max: 5 })).map(([index, many]) => {
    const gone = Math.min(many, count - index)
    return { at: index + 1, changed: lines.toSpliced(index, gone) }
  }),
  // A line twice, or an older one put in.
  fastCheck
    .tuple(fastCheck.nat(count - 1), fastCheck.nat(count - 1))
    .map(([index, from]) => ({ at: index + 1, changed: lines.toSpliced(index, 0, lines[from] ?? '') }))
    .map(({ at: position, changed }) => ({
      at: changed[position - 1] === lines[position - 1] ? position + 1 : position,
      changed,
    })),
  // Two lines change places.
  fastCheck
    .tuple(fastCheck.nat(count - 1), fastCheck.nat(count - 1))
    .filter(([left, right]) => left !== right)
    .map(([left, right]) => ({
      at: Math.min(left, right) + 1,
      changed: lines.with(left, lines[right] ?? '').with(right, lines[left] ?? ''),
    })),
  // The same with positions and hashes left where they were.
  fastCheck.nat(count - 2).map((index) => {
    const swap = (to: number, from: number): string =>
      (lines[to] ?? '').replace(
        /"entry":.*$/,
        (lines[from] ?? '').slice((lines[from] ?? '').indexOf('"entry":')),
      )
    return {
      at: index + 1,
      changed: lines.with(index, swap(index, index + 1)).with(index + 1, swap(index + 1, index)),
    }
  }),
  // The end cut off, with and without the signed head.
  fastCheck.tuple(fastCheck.nat(count - 1), fastCheck.boolean()).map(([kept, head]) => ({
    at: kept + 1,
    changed: [...lines.slice(0, kept), ...(head ? [lines.at(-1) ?? ''] : [])],
  })),
  // Something after the end.
  fastCheck.nat(count - 1).map((index) => ({ at: count + 1, changed: [...lines, lines[index] ?? ''] })),
  // What is no entry at all.
  fastCheck.tuple(fastCheck.nat(count - 1), fastCheck.string()).map(([index, junk]) => ({
    at: index + 1,
    changed: lines.with(index, `{"seq":${index + 1},"junk":${JSON.stringify(junk)}}`),
  })),
)

test('1,000 random manipulations of an export are all found, each at its position', async () => {
  let runs = 0
  await fastCheck.assert(
    fastCheck.asyncProperty(manipulations, async ({ at: position, changed }) => {
      runs += 1
      expect(await check(changed)).toMatchObject({ intact: false, complete: false, brokenAt: position })
    }),
    { numRuns: 1_000 },
  )
  expect(runs).toBeGreaterThanOrEqual(1_000)
})

test('the command says so too, exit 1', async () => {
  const edited = lines.with(6, (lines[6] ?? '').replace('decision', 'decisiom'))
  expect(await verify(edited)).toMatchObject({ code: 1, verdict: { intact: false, brokenAt: 7 } })
  expect(await verify(lines.slice(0, 5))).toMatchObject({ code: 1, verdict: { intact: false, brokenAt: 6 } })
})

test('a chain made anew around an edit, signed with another key or with an end from elsewhere, is found', async () => {
  const edited = entries.with(3, { ...entryAt(4), kind: 'reconciled' })
  const forged = exportOf(other, edited)
  expect(await check(forged)).toMatchObject({ intact: false, reason: 'the end is not signed by this key' })
  expect(await check([...forged.slice(0, count), lines.at(-1) ?? ''])).toMatchObject({
    intact: false,
    reason: 'the signed end belongs to another chain',
  })
})

test('1,000 chains made anew with the log’s own key are found between the checkpoints on both sides', async () => {
  const seqs = [5, 11, 18, 24]
  const notes = await Promise.all(seqs.map((seq, index) => noteAt(seq, 10 + index)))
  const forge = fastCheck
    .tuple(
      fastCheck.integer({ min: 1, max: count }),
      fastCheck.constantFrom('edit', 'remove', 'insert', 'cut'),
    )
    .filter(([place, how]) => !(how === 'cut' && place === 1))
  let runs = 0
  await fastCheck.assert(
    fastCheck.asyncProperty(forge, async ([place, how]) => {
      runs += 1
      const index = place - 1
      const changed =
        how === 'edit'
          ? entries.with(index, { ...entryAt(place), kind: 'reconciled' })
          : how === 'remove'
            ? entries.toSpliced(index, 1)
            : how === 'insert'
              ? entries.toSpliced(index, 0, { v: 1, kind: 'alarm' })
              : entries.slice(0, index)
      const verdict = await check(exportOf(signer, changed), notes)
      expect(verdict).toMatchObject({ intact: false, complete: false })
      const before = Math.max(0, ...seqs.filter((seq) => seq < place))
      // It lies behind the newest checkpoint that agrees, and not behind the first that does not.
      expect(verdict.brokenAt).toBeLessThanOrEqual(place)
      expect(verdict.brokenAt).toBeGreaterThan(before)
      expect(verdict.brokenUntil ?? verdict.brokenAt).toBeGreaterThanOrEqual(place)
    }),
    { numRuns: 1_000 },
  )
  expect(runs).toBeGreaterThanOrEqual(1_000)
})

test('with independent checkpoints it is complete; an older export is intact and is not', async () => {
  const file = write('all.checkpoints', `${await noteAt(8, 10)}\n${await noteAt(count, 40)}\n`)
  expect(await verify(lines, '--checkpoints', file)).toMatchObject({
    code: 0,
    verdict: { intact: true, complete: true, checkpoint: { seq: count } },
  })
  const older = exportOf(signer, entries.slice(0, 12), 20)
  expect(await verify(older, '--checkpoints', file)).toMatchObject({
    code: 1,
    verdict: { intact: true, complete: false, brokenAt: 13, brokenUntil: count },
  })
  // The same end, signed after the checkpoint knew of more: cut off.
  const cut = exportOf(signer, entries.slice(0, 12), 45)
  expect(await verify(cut, '--checkpoints', file)).toMatchObject({ code: 1, verdict: { intact: false } })
})

test('the signed end of an earlier export serves as a checkpoint too', async () => {
  const file = write('ends.jsonl', `${exportOf(signer, entries.slice(0, 12), 20).at(-1) ?? ''}\n`)
  expect(await verify(lines, '--checkpoints', file)).toMatchObject({ code: 0, verdict: { complete: true } })
  const fork = exportOf(signer, entries.with(1, { ...entryAt(2), kind: 'reconciled' }))
  expect(await verify(fork, '--checkpoints', file)).toMatchObject({
    code: 1,
    verdict: { intact: false, brokenAt: 1, brokenUntil: 12 },
  })
})

test('a checkpoint counts only when a checkpoint key of --key signed it, within its dates', async () => {
  const own = join(directory, 'own')
  const forged = await signCheckpoint(await foreignSigner(), {
    tenant: 'acme',
    seq: 5,
    hash: hashAt(5),
    at: at(10),
  })
  expect((await dexVerify(write('forged.checkpoints', forged))).code).not.toBe(0)
  const before = await noteAt(5, 10)
  await rotateCheckpointKey(own, { now: Date.now() - 1_800_000, publicKeysFile: keys })
  // Signed in its time by the old key: it goes on counting. Signed by the old key later: it does not.
  expect((await dexVerify(write('before.checkpoints', before))).code).toBe(0)
  expect((await dexVerify(write('after.checkpoints', await noteAt(5, 45)))).code).not.toBe(0)
  checkpointSigner = await loadCheckpointSigner(own)
  expect((await dexVerify(write('new.checkpoints', await noteAt(5, 45)))).code).toBe(0)
})

async function foreignSigner(): Promise<ByteSigner> {
  const place = join(directory, 'foreign')
  await createCheckpointKey(place, { now: 0, publicKeysFile: join(place, 'log.public.json') })
  return loadCheckpointSigner(place)
}

const dexVerify = (checkpoints: string) =>
  dex([
    'log',
    'verify',
    write('x.jsonl', `${lines.join('\n')}\n`),
    '--key',
    keys,
    '--checkpoints',
    checkpoints,
  ])

test('a filtered export is refused: it has gaps', async () => {
  const file = write('filtered.jsonl', `{"filter":{"kind":"decision"}}\n${lines.slice(3).join('\n')}\n`)
  const said = await dex(['log', 'verify', file, '--key', keys])
  expect([said.code, said.stderr]).toEqual([2, expect.stringContaining('gaps') as string])
})

test('the key never comes from the export, and must be a file of keys', async () => {
  const file = write('people.jsonl', `${lines.join('\n')}\n`)
  expect((await dex(['log', 'verify', file])).code).toBe(2)
  expect((await dex(['log', 'verify', file, '--key', file])).code).toBe(2)
  expect((await dex(['log', 'verify', join(directory, 'none.jsonl'), '--key', keys])).code).toBe(2)
})
