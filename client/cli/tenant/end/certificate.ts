import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TenantId } from '#contract/ids.ts'
import { isCode, replaceFile } from '#vault/key-files.ts'
import type { DestroyedKeys } from '#vault/key-rounds.ts'
import type { Signer } from '#vault/signing.ts'
import type { EndedWorkflows } from './end-workflows.ts'
import type { RevokedConnection } from './revoke-connections.ts'

/** What was destroyed, step by step; written down after each, so that a run which ends midway is gone on with. */
export interface Progress {
  startedAt: string
  /** Of the activity log, whose signed checkpoints outlive it: the last entry's place and hash. */
  logHead?: { seq: string; hash: string }
  keys: Partial<Record<'shared' | 'api' | 'gate', DestroyedKeys>>
  connections?: RevokedConnection[]
  workflows?: EndedWorkflows
  rows?: Record<string, number>
}

export interface Certificate extends Required<Omit<Progress, 'keys'>> {
  type: 'dex/tenant-deleted/v1'
  tenant: string
  keys: Record<'shared' | 'api' | 'gate', DestroyedKeys>
  /** When the last provider has the last key no more, by its own word; nothing opens without our share already now. */
  providerHasNoneFrom: string
  finishedAt: string
  keyId: string
}

const progressPath = (directory: string, tenant: TenantId): string =>
  join(directory, `${tenant}.progress.json`)

export async function readProgress(directory: string, tenant: TenantId): Promise<Progress> {
  try {
    return JSON.parse(await readFile(progressPath(directory, tenant), 'utf8')) as Progress
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
    return { startedAt: new Date().toISOString(), keys: {} }
  }
}

export async function writeProgress(directory: string, tenant: TenantId, progress: Progress): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  await replaceFile(progressPath(directory, tenant), `${JSON.stringify(progress, null, 2)}\n`)
}

/** Signs it and leaves it beside the progress; answers its path. */
export async function writeCertificate(
  directory: string,
  certificate: Certificate,
  signer: Signer,
): Promise<string> {
  const path = join(directory, `${certificate.tenant}-${certificate.finishedAt.replaceAll(':', '')}.json`)
  const signed = { certificate, signature: signer.sign(certificate) }
  await replaceFile(path, `${JSON.stringify(signed, null, 2)}\n`)
  return path
}
