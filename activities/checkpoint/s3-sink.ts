import {
  GetObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3'
import { DexError } from '#contract/error.ts'
import { createAwsRequestHandler } from '#vault/aws-request-handler.ts'
import type { CheckpointSink } from './sink.ts'

export interface S3SinkOptions {
  bucket: string
  /** Before the tenant's name, without a slash at its ends; may be empty. */
  prefix: string
  /** Null: AWS's own for the region. */
  endpoint: string | null
  region: string
  fetch: typeof globalThis.fetch
}

const deadlineMs = 15_000

/**
 * One object a checkpoint, `<prefix>/<tenant>/<seq, 16 digits>`, in an S3-compatible store; credentials come from the
 * SDK's own chain. INVARIANT: what stands is never written over (`If-None-Match: *`); a bucket with object lock holds
 * against the store's own credentials too.
 */
export function createS3Sink(options: S3SinkOptions): CheckpointSink {
  const { bucket: Bucket } = options
  const client = new S3Client({
    region: options.region,
    maxAttempts: 2,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: createAwsRequestHandler(options.fetch, deadlineMs),
    ...(options.endpoint === null ? {} : { endpoint: options.endpoint, forcePathStyle: true }),
  })
  const folder = (tenant: string) => `${options.prefix === '' ? '' : `${options.prefix}/`}${tenant}/`
  return {
    name: 's3',
    put: (tenant, seq, note) =>
      asked(async () => {
        const Key = `${folder(tenant)}${String(seq).padStart(16, '0')}`
        const put = new PutObjectCommand({
          Bucket,
          Key,
          Body: note,
          ContentType: 'text/plain',
          IfNoneMatch: '*',
        })
        await client.send(put).catch((error: unknown) => {
          // Of another gate, or of an attempt whose answer was lost: a checkpoint of this position stands.
          if (!(error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412)) throw error
        })
      }),
    newest: (tenant) =>
      asked(async () => {
        let newest: string | undefined
        const pages = paginateListObjectsV2({ client }, { Bucket, Prefix: folder(tenant) })
        // Listed in order of their names, which are in order of their positions.
        for await (const page of pages) newest = page.Contents?.at(-1)?.Key ?? newest
        if (newest === undefined) return null
        const found = await client.send(new GetObjectCommand({ Bucket, Key: newest }))
        return (await found.Body?.transformToString()) ?? null
      }),
  }
}

async function asked<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof DexError) throw cause
    const log = cause instanceof Error ? `s3: ${cause.name}` : 's3'
    throw new DexError('delivery_failed', 'the store of checkpoints does not take it', { log, cause })
  }
}
