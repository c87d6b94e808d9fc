import { z } from 'zod'
import { TenantId } from '#contract/ids.ts'
import { kinds } from './kinds.ts'
import { roles, variable } from './variable.ts'

const services = ['api', 'gate', 'think'] as const
const servicesAndDex = [...services, 'dex'] as const
const workers = ['gate', 'think'] as const

/** Every environment variable Dex reads, in the order of docs/configuration.md, which is written from here. */
export const variables = {
  DEX_PROFILE: variable({
    field: 'profile',
    schema: z.enum(['sandbox', 'production']),
    expects: '`sandbox` or `production`',
    for: roles,
    fallback: 'sandbox',
    what: 'production refuses http URLs, sandbox issuers, sandbox-made keys and a missing model key',
  }),
  DEX_DATA: variable({
    field: 'dataDirectory',
    ...kinds.path,
    for: roles,
    fallback: '.dex',
    what: 'directory of everything kept on this machine; `--data` wins',
  }),
  DEX_LOG_LEVEL: variable({
    field: 'logLevel',
    schema: z.enum(['debug', 'info', 'warn', 'error', 'silent']),
    expects: '`debug`, `info`, `warn`, `error` or `silent`',
    for: roles,
    fallback: 'info',
    what: 'least severity of the log lines written to stderr as JSON',
  }),
  DEX_SHUTDOWN_GRACE: variable({
    field: 'shutdownGraceMs',
    ...kinds.duration,
    for: roles,
    fallback: '10s',
    what: 'how long running work may take to end after SIGTERM',
  }),
  DEX_CACHE: variable({
    field: 'cacheDirectory',
    ...kinds.path,
    for: ['dex'],
    what: 'where a found or built Temporal is kept; otherwise `$XDG_CACHE_HOME/dex` or `~/.cache/dex`',
  }),

  DEX_API_HOST: variable({
    field: 'apiHost',
    ...kinds.text,
    expects: 'a host name or address',
    for: ['api', 'dex'],
    fallback: '127.0.0.1',
    what: 'address the api listens on',
  }),
  DEX_API_PORT: variable({
    field: 'apiPort',
    ...kinds.port,
    for: ['api', 'dex'],
    fallback: '7070',
    what: 'port of the api, the console and Temporal Web',
  }),
  DEX_PUBLIC_URL: variable({
    field: 'publicUrl',
    ...kinds.webUrl,
    for: servicesAndDex,
    what: 'the api as browsers reach it; otherwise its host and port; required in production',
  }),

  DEX_OPERATOR_TENANT: variable({
    field: 'operatorTenant',
    schema: TenantId,
    expects: 'a tenant’s name',
    for: ['api', 'dex'],
    what: 'the tenant whose operators run the installation: its bundle for all, Temporal Web; needed once there are two',
  }),
  DATABASE_URL: variable({
    field: 'databaseUrl',
    ...kinds.postgresUrl,
    for: services,
    required: services,
    what: "the role's own database user (`dex_api`, `dex_gate`, `dex_think`); each process has its own",
  }),
  DATABASE_ADMIN_URL: variable({
    field: 'databaseAdminUrl',
    ...kinds.postgresUrl,
    for: ['dex'],
    what: "the database's owner, for `dex migrate` and `dex up`; without it an embedded Postgres is started",
  }),
  DEX_API_PASSWORD: variable({
    field: 'apiPassword',
    ...kinds.secret,
    for: ['dex'],
    what: 'password that `dex migrate` gives the database role `dex_api`; without it the role keeps what it has',
  }),
  DEX_GATE_PASSWORD: variable({
    field: 'gatePassword',
    ...kinds.secret,
    for: ['dex'],
    what: 'password that `dex migrate` gives the database role `dex_gate`; without it the role keeps what it has',
  }),
  DEX_THINK_PASSWORD: variable({
    field: 'thinkPassword',
    ...kinds.secret,
    for: ['dex'],
    what: 'password that `dex migrate` gives the database role `dex_think`; without it the role keeps what it has',
  }),
  DEX_POSTGRES_PORT: variable({
    field: 'postgresPort',
    ...kinds.port,
    for: ['dex'],
    fallback: '7054',
    what: 'port of the embedded Postgres',
  }),

  TEMPORAL_ADDRESS: variable({
    field: 'temporalAddress',
    ...kinds.address,
    for: servicesAndDex,
    required: services,
    what: "Temporal's frontend; for `dex up`: use this one and start none",
  }),
  TEMPORAL_NAMESPACE: variable({
    field: 'temporalNamespace',
    ...kinds.text,
    expects: 'a namespace',
    for: servicesAndDex,
    fallback: 'dex',
    what: 'namespace of all workflows',
  }),
  TEMPORAL_TLS_CERT: variable({
    field: 'temporalTlsCert',
    ...kinds.path,
    for: servicesAndDex,
    what: 'client certificate (PEM) for mTLS; needs TEMPORAL_TLS_KEY',
  }),
  TEMPORAL_TLS_KEY: variable({
    field: 'temporalTlsKey',
    ...kinds.path,
    for: servicesAndDex,
    what: 'key (PEM) of that certificate',
  }),
  TEMPORAL_TLS_CA: variable({
    field: 'temporalTlsCa',
    ...kinds.path,
    for: servicesAndDex,
    what: "certificate authority (PEM) of Temporal's frontend",
  }),
  DEX_TEMPORAL_PORT: variable({
    field: 'temporalPort',
    ...kinds.port,
    for: ['dex'],
    fallback: '7233',
    what: 'port of the embedded Temporal',
  }),
  DEX_TEMPORAL_WEB_PORT: variable({
    field: 'temporalWebPort',
    ...kinds.port,
    for: ['dex'],
    fallback: '8233',
    what: "port of the embedded Temporal's Web, loopback only",
  }),
  DEX_TEMPORAL_WEB_URL: variable({
    field: 'temporalWebUrl',
    ...kinds.webUrl,
    for: ['api', 'dex'],
    what: 'Temporal Web as the api reaches it, to be served at /temporal behind its sign-in; http is allowed here',
  }),
  DEX_HISTORY_RETENTION: variable({
    field: 'historyRetentionMs',
    ...kinds.duration,
    for: ['dex'],
    fallback: '7d',
    what: "how long the embedded Temporal keeps closed workflows' histories",
  }),
  DEX_WORKFLOW_BUNDLE: variable({
    field: 'workflowBundle',
    ...kinds.path,
    for: ['think'],
    what: 'prebuilt workflow bundle; otherwise it is built at start-up',
  }),
  DEX_WORKFLOW_TASK_TIMEOUT: variable({
    field: 'workflowTaskTimeoutMs',
    ...kinds.duration,
    for: servicesAndDex,
    fallback: '10s',
    what: 'how long until a lost workflow task is given to another worker',
  }),
  DEX_THINK_TIMEOUT: variable({
    field: 'thinkTimeoutMs',
    ...kinds.duration,
    for: services,
    fallback: '2m',
    what: 'longest time of one model turn; the next attempt starts after it',
  }),
  DEX_GATE_TIMEOUT: variable({
    field: 'gateTimeoutMs',
    ...kinds.duration,
    for: services,
    fallback: '60s',
    what: 'longest time of one pass of the gate; the next attempt starts after it',
  }),
  DEX_CALL_TIMEOUT: variable({
    field: 'callTimeoutMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '20s',
    what: 'longest time of one call on a platform; its socket is closed then',
  }),
  DEX_CLOCK_SKEW: variable({
    field: 'clockSkewMs',
    ...kinds.duration,
    for: ['gate'],
    fallback: '2s',
    what: 'difference between the clocks of two machines that is allowed for before an outcome is read back',
  }),
  DEX_ESCALATED_KEEP: variable({
    field: 'escalatedKeepMs',
    ...kinds.duration,
    for: services,
    fallback: '7d',
    what: 'how long a request that was handed over waits for a person; then it closes and its content is destroyed',
  }),
  DEX_APPROVAL_REMIND_AFTER: variable({
    field: 'approvalRemindAfterMs',
    ...kinds.duration,
    for: ['dex'],
    fallback: '1h',
    what: 'how long until the people who may approve are reminded, written into a tenant that `dex up` makes',
  }),
  DEX_METRICS_PORT: variable({
    field: 'metricsPort',
    ...kinds.port,
    for: workers,
    what: "port of a worker's /metrics, loopback only; without it none is served",
  }),

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

  ANTHROPIC_API_KEY: variable({
    field: 'anthropicApiKey',
    ...kinds.secret,
    for: ['think', 'dex'],
    what: "the model's credential; without it the sandbox's stand-in answers; required in production",
  }),
  ANTHROPIC_BASE_URL: variable({
    field: 'anthropicBaseUrl',
    ...kinds.webUrl,
    for: ['think', 'dex'],
    what: "another origin for the Messages API; otherwise Anthropic's own",
  }),
  DEX_MODEL: variable({
    field: 'model',
    ...kinds.text,
    expects: 'a model id',
    for: ['think', 'dex'],
    fallback: 'claude-sonnet-5-5',
    what: 'the model that is asked',
  }),
  DEX_EGRESS_PRIVATE_ORIGINS: variable({
    field: 'egressPrivateOrigins',
    ...kinds.origins,
    for: servicesAndDex,
    fallback: '',
    what: 'exact https origins on private addresses that may be called, such as a self-hosted model or a vault',
  }),

  DEX_TENANT_CLIENT_SECRET: variable({
    field: 'tenantClientSecret',
    ...kinds.secret,
    for: ['dex'],
    what: "for `dex tenant create`: secret of Dex's client at the tenant's identity provider",
  }),
  DEX_TENANT_OKTA_SECRET: variable({
    field: 'tenantOktaSecret',
    ...kinds.secret,
    for: ['dex'],
    what: "for `dex tenant create`: secret of Dex's OAuth client at the tenant's Okta",
  }),
  DEX_DESK_PORT: variable({
    field: 'deskPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7081',
    what: "port of the sandbox's ticket desk",
  }),
  DEX_OKTA_PORT: variable({
    field: 'oktaPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7082',
    what: "port of the sandbox's Okta",
  }),
  DEX_IDP_PORT: variable({
    field: 'idpPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7083',
    what: "port of the sandbox's identity provider",
  }),
  DEX_MODEL_PORT: variable({
    field: 'modelPort',
    ...kinds.port,
    for: ['dex', 'sandbox'],
    fallback: '7084',
    what: "port of the sandbox's stand-in model",
  }),
} as const

export type Variables = typeof variables
export type VariableName = keyof Variables
