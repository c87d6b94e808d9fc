import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyExport } from '#client/cli/log/verify-export.ts'
import type { LogHeadStatement } from '#contract/log-head.ts'
import { canonicalJson, logEntryHash, logGenesis } from '#vault/hashes.ts'
import { createSigningKey, loadSigner } from '#vault/signing.ts'
import { createVerifier } from '#vault/verifying.ts'
import { compared, figure, median, type Row } from '../result.ts'
import { sampleEntry } from './entry.ts'

const entries = 40_000
const goal = 0.3
const highWaterMark = 1_024 * 1_024

/** The offline verification, whole, beside one SHA-256 over the bytes of the same file, read the same way. */
export async function verifyRows(
  directory: string,
  options: { rounds: number; progress: (line: string) => void },
): Promise<Row[]> {
  const { path, keys } = await writeExport(directory)
  const verifier = await createVerifier(keys)
  const megabytes = (await stat(path)).size / 1e6
  const verify = async () => {
    const verdict = await verifyExport(createReadStream(path, { highWaterMark }), verifier, [])
    if (!verdict.intact || verdict.seq !== entries) throw new Error(`not verified: ${verdict.reason}`)
  }
  const digest = async () => {
    const hash = createHash('sha256')
    for await (const chunk of createReadStream(path, { highWaterMark })) hash.update(chunk as Buffer)
    hash.digest()
  }
  const rate = async (work: () => Promise<void>) => {
    const started = performance.now()
    await work()
    return (megabytes * 1_000) / (performance.now() - started)
  }
  for (const work of [verify, digest, verify, digest]) await work()
  const ours: number[] = []
  const bare: number[] = []
  for (let round = 0; round < options.rounds; round += 1) {
    ours.push(await rate(verify))
    bare.push(await rate(digest))
  }
  const ratio = median(ours.map((value, index) => value / (bare[index] ?? Number.NaN)))
  options.progress(`verification: ${ratio.toFixed(2)} of a bare SHA-256`)
  const against = figure('SHA-256 over the same file', median(bare), 'MB/s')
  return [
    compared(figure('verification of an export', median(ours), 'MB/s'), against, ratio, goal),
    against,
    figure('size of an entry as exported', (megabytes * 1e6) / entries, 'bytes'),
  ]
}

async function writeExport(directory: string): Promise<{ path: string; keys: string }> {
  const own = join(directory, 'bench-keys')
  const { publicKeysFile: keys } = await createSigningKey(own, 'log', { now: Date.now() - 1_000 })
  const signer = await loadSigner(own, 'log')
  const lines: string[] = []
  let hash = logGenesis()
  for (let seq = 1; seq <= entries; seq += 1) {
    const entry = canonicalJson({ ...sampleEntry(seq), tenant: 'bench' })
    hash = logEntryHash(hash, seq, entry)
    lines.push(`{"seq":${seq},"hash":"${Buffer.from(hash).toString('hex')}","entry":${entry}}`)
  }
  const statement: LogHeadStatement = {
    type: 'dex/log-head/v1',
    tenant: 'bench',
    seq: entries,
    hash: Buffer.from(hash).toString('hex'),
    at: new Date().toISOString(),
    keyId: signer.keyId,
  }
  lines.push(JSON.stringify({ head: { statement, signature: signer.sign(statement) } }))
  const path = join(directory, 'export.jsonl')
  await writeFile(path, `${lines.join('\n')}\n`)
  return { path, keys }
}
