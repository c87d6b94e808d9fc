import { DexError } from '#contract/error.ts'
import type { FetchFor } from '#contract/fetch.ts'
import type { SignedWebhook } from '#channels/webhook/send-signed.ts'
import type { SendStream } from '#egress/stream.ts'
import { loadCheckpointSigner } from '#vault/checkpoint-key.ts'
import { loadKmsCheckpointSigner } from '#vault/checkpoint-kms.ts'
import { createFileSink } from './checkpoint/file-sink.ts'
import { createS3Sink } from './checkpoint/s3-sink.ts'
import type { CheckpointSink } from './checkpoint/sink.ts'
import { createWebhookSink } from './checkpoint/webhook-sink.ts'
import type { GateDeps } from './deps.ts'
import type { PushTarget } from './push/push-target.ts'
import { createSyslogTarget } from './push/syslog-target.ts'
import { createWebhookTarget } from './push/webhook-target.ts'

/** As the environment names them; nulls where a place is not configured. */
export interface LogDestinationSettings {
  keysOwn: string
  logPublicKeys: string
  checkpointDirectory: string | null
  /** `s3://bucket/prefix`. */
  checkpointS3: string | null
  checkpointS3Endpoint: string | null
  checkpointWebhook: string | null
  checkpointWebhookSecret: string | null
  checkpointKmsKey: string | null
  awsRegion: string | null
  awsKmsEndpoint: string | null
  siemWebhook: string | null
  siemWebhookSecret: string | null
}

export interface LogDestinationDeps {
  fetchFor: FetchFor
  clock: () => number
  /** To the syslog collector; null: none is configured. */
  syslog: SendStream | null
}

/** Everything outside that the log is brought to. Throws `configuration_invalid`. */
export function createLogDestinations(
  settings: LogDestinationSettings,
  deps: LogDestinationDeps,
): Pick<GateDeps, 'checkpoints' | 'pushTargets'> {
  const sinks = sinksOf(settings, deps)
  return {
    checkpoints:
      sinks.length === 0
        ? null
        : { sinks, publicKeysFile: settings.logPublicKeys, signer: signerOf(settings, deps) },
    pushTargets: targetsOf(settings, deps),
  }
}

function sinksOf(settings: LogDestinationSettings, deps: LogDestinationDeps): CheckpointSink[] {
  const { checkpointDirectory, checkpointS3, checkpointWebhook, checkpointWebhookSecret } = settings
  const sinks: CheckpointSink[] = []
  if (checkpointDirectory !== null) sinks.push(createFileSink(checkpointDirectory))
  if (checkpointS3 !== null) {
    const { host: bucket, pathname } = new URL(checkpointS3)
    const region = settings.awsRegion ?? 'us-east-1'
    const endpoint = settings.checkpointS3Endpoint
    const origin = new URL(endpoint ?? `https://${bucket}.s3.${region}.amazonaws.com`).origin
    const prefix = pathname.replace(/^\/+|\/+$/g, '')
    sinks.push(createS3Sink({ bucket, prefix, endpoint, region, fetch: deps.fetchFor(origin) }))
  }
  if (checkpointWebhook !== null) {
    sinks.push(
      createWebhookSink(
        webhookOf('DEX_CHECKPOINT_WEBHOOK', checkpointWebhook, checkpointWebhookSecret, deps),
      ),
    )
  }
  return sinks
}

function targetsOf(settings: LogDestinationSettings, deps: LogDestinationDeps): PushTarget[] {
  const { siemWebhook, siemWebhookSecret } = settings
  const targets: PushTarget[] = []
  if (deps.syslog !== null) targets.push(createSyslogTarget(deps.syslog))
  if (siemWebhook !== null) {
    targets.push(createWebhookTarget(webhookOf('DEX_SIEM_WEBHOOK', siemWebhook, siemWebhookSecret, deps)))
  }
  return targets
}

function webhookOf(
  name: string,
  url: string,
  secret: string | null,
  deps: LogDestinationDeps,
): SignedWebhook {
  if (secret === null) throw new DexError('configuration_invalid', `${name} is set and ${name}_SECRET is not`)
  return { url, secret, fetch: deps.fetchFor(new URL(url).origin), clock: deps.clock }
}

function signerOf(settings: LogDestinationSettings, { fetchFor }: LogDestinationDeps) {
  const { checkpointKmsKey: keyId, keysOwn, awsKmsEndpoint: endpoint } = settings
  if (keyId === null) return () => loadCheckpointSigner(keysOwn)
  const region = settings.awsRegion ?? 'us-east-1'
  const fetch = fetchFor(new URL(endpoint ?? `https://kms.${region}.amazonaws.com`).origin)
  return () => loadKmsCheckpointSigner({ keyId, region, endpoint, fetch })
}
