import { z } from 'zod'
import { kinds } from '../kinds.ts'
import { variable } from '../variable.ts'

export const recordVariables = {
  DEX_EVIDENCE_LIFE: variable({
    field: 'evidenceLifeMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '400d',
    what: 'how long the facts that decisions were made on are kept after the end of their month; then the key of that month is destroyed',
  }),
  DEX_LOG_PUBLIC_KEYS: variable({
    field: 'logPublicKeys',
    ...kinds.path,
    for: ['gate'],
    fallback: '<DEX_DATA>/keys/public/log.public.json',
    what: 'JSON file of the public keys of the activity log and its checkpoints; the gate reads its own checkpoints back with them',
  }),
  DEX_CHECKPOINT_EVERY: variable({
    field: 'checkpointEveryMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '5m',
    what: 'how often the end of each activity log is signed and brought to its second places',
  }),
  DEX_CHECKPOINT_DIRECTORY: variable({
    field: 'checkpointDirectory',
    ...kinds.path,
    for: ['gate', 'dex'],
    what: "second place for checkpoints: a directory out of the database's reach, best on a write-once disk",
  }),
  DEX_CHECKPOINT_S3: variable({
    field: 'checkpointS3',
    schema: z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9._/-]*)?$/),
    expects: 's3://bucket or s3://bucket/prefix',
    for: ['gate', 'dex'],
    what: 'second place for checkpoints: an S3-compatible bucket, best with object lock; credentials by the variables of AWS',
  }),
  DEX_CHECKPOINT_S3_ENDPOINT: variable({
    field: 'checkpointS3Endpoint',
    ...kinds.webUrl,
    for: ['gate'],
    what: "another service than AWS's own for DEX_CHECKPOINT_S3",
  }),
  DEX_CHECKPOINT_WEBHOOK: variable({
    field: 'checkpointWebhook',
    ...kinds.webUrl,
    for: ['gate', 'dex'],
    what: 'second place for checkpoints: a URL they are posted to, such as a witness; needs DEX_CHECKPOINT_WEBHOOK_SECRET',
  }),
  DEX_CHECKPOINT_WEBHOOK_SECRET: variable({
    field: 'checkpointWebhookSecret',
    schema: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/),
    expects: '`whsec_` and base64 of at least 24 bytes',
    for: ['gate'],
    what: 'secret that those posts are signed with (Standard Webhooks)',
  }),
  DEX_CHECKPOINT_KMS_KEY: variable({
    field: 'checkpointKmsKey',
    ...kinds.text,
    expects: 'the id, ARN or alias of a key',
    for: ['gate', 'dex'],
    what: 'an Ed25519 key in AWS KMS that signs checkpoints instead of a key file',
  }),
  DEX_SIEM_SYSLOG: variable({
    field: 'siemSyslog',
    schema: z.string().regex(/^(tls|tcp):\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):\d{1,5}$/),
    expects: 'tls://host:port or tcp://host:port',
    for: ['gate'],
    what: 'collector that gets each entry of the activity logs as RFC 5424 with an OCSF event; production speaks TLS alone',
  }),
  DEX_SIEM_SYSLOG_CA: variable({
    field: 'siemSyslogCa',
    ...kinds.path,
    for: ['gate'],
    what: 'certificate authority (PEM) of that collector',
  }),
  DEX_SIEM_WEBHOOK: variable({
    field: 'siemWebhook',
    ...kinds.webUrl,
    for: ['gate'],
    what: 'URL that entries of the activity logs are posted to as OCSF events; needs DEX_SIEM_WEBHOOK_SECRET',
  }),
  DEX_SIEM_WEBHOOK_SECRET: variable({
    field: 'siemWebhookSecret',
    schema: z.string().regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/),
    expects: '`whsec_` and base64 of at least 24 bytes',
    for: ['gate'],
    what: 'secret that those posts are signed with (Standard Webhooks)',
  }),
  DEX_SIEM_EVERY: variable({
    field: 'siemEveryMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '10s',
    what: 'how often new entries are sent to the SIEM',
  }),
} as const
