import { z } from 'zod'
import { kinds } from '../kinds.ts'
import { services, servicesAndDex, variable } from '../variable.ts'

export const keysVariables = {
  DEX_KEYS_SHARED: variable({
    field: 'keysShared',
    ...kinds.path,
    for: servicesAndDex,
    fallback: '<DEX_DATA>/keys/shared',
    what: "directory of the tenants' keys, read by all three roles",
  }),
  DEX_KEYS_OWN: variable({
    field: 'keysOwn',
    ...kinds.path,
    for: services,
    fallback: '<DEX_DATA>/keys/<role>',
    what: 'directory of the keys that this role alone holds',
  }),
  DEX_REQUEST_KEYS: variable({
    field: 'requestKeys',
    ...kinds.path,
    for: servicesAndDex,
    fallback: '<DEX_DATA>/request-keys',
    what: "directory of the requests' keys; keep it out of backups",
  }),
  DEX_DECISION_PUBLIC_KEYS: variable({
    field: 'decisionPublicKeys',
    ...kinds.path,
    for: ['gate', 'dex'],
    fallback: '<DEX_DATA>/keys/public/sign.public.json',
    what: 'JSON file of the public keys that decisions of people are verified with',
  }),
  DEX_KEY_EPOCH: variable({
    field: 'keyEpochMs',
    ...kinds.duration,
    for: servicesAndDex,
    fallback: '7d',
    what: "within which every key that wraps requests' keys is destroyed; open requests move to the next one",
  }),
  DEX_KEY_PROVIDER: variable({
    field: 'keyProvider',
    schema: z.enum(['local', 'aws-kms', 'vault-transit']),
    expects: '`local`, `aws-kms` or `vault-transit`',
    for: servicesAndDex,
    fallback: 'local',
    what: "what keeps the tenants' key-encryption keys: files of this machine, or a service, with a share in our files",
  }),
  DEX_KEY_PREFIX: variable({
    field: 'keyPrefix',
    schema: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/),
    expects: 'letters, digits, `-` and `_`, at most 40',
    for: servicesAndDex,
    fallback: 'dex',
    what: 'first part of the names of the keys at that service',
  }),
  AWS_REGION: variable({
    field: 'awsRegion',
    ...kinds.text,
    for: servicesAndDex,
    what: 'region of AWS KMS; needed for `aws-kms`',
  }),
  AWS_ACCESS_KEY_ID: variable({
    field: 'awsAccessKeyId',
    ...kinds.secret,
    for: servicesAndDex,
    what: "credential for AWS KMS; without it the SDK's own chain, such as the instance's role",
  }),
  AWS_SECRET_ACCESS_KEY: variable({
    field: 'awsSecretAccessKey',
    ...kinds.secret,
    for: servicesAndDex,
    what: 'its secret',
  }),
  AWS_SESSION_TOKEN: variable({
    field: 'awsSessionToken',
    ...kinds.secret,
    for: servicesAndDex,
    what: 'its session token, where it has one',
  }),
  DEX_AWS_KMS_ENDPOINT: variable({
    field: 'awsKmsEndpoint',
    ...kinds.webUrl,
    for: servicesAndDex,
    what: "another endpoint of AWS KMS, such as a VPC's; https in production",
  }),
  VAULT_ADDR: variable({
    field: 'vaultUrl',
    ...kinds.webUrl,
    for: servicesAndDex,
    what: 'HashiCorp Vault or OpenBao; needed for `vault-transit`; on a private address also in DEX_EGRESS_PRIVATE_ORIGINS',
  }),
  VAULT_TOKEN: variable({
    field: 'vaultToken',
    ...kinds.secret,
    for: servicesAndDex,
    what: 'token with the rights that docs/operations.md lists; needed for `vault-transit`',
  }),
  VAULT_NAMESPACE: variable({
    field: 'vaultNamespace',
    ...kinds.text,
    for: servicesAndDex,
    what: 'its namespace, where it has such',
  }),
  DEX_VAULT_TRANSIT: variable({
    field: 'vaultTransit',
    ...kinds.text,
    expects: 'a mount path',
    for: servicesAndDex,
    fallback: 'transit',
    what: 'where its transit engine is mounted',
  }),
} as const
