import { kinds } from '../kinds.ts'
import { services, servicesAndDex, variable } from '../variable.ts'

export const temporalVariables = {
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
    what: 'namespace of the workflows of every tenant that has none of its own',
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
  DEX_HISTORY_RETENTION: variable({
    field: 'historyRetentionMs',
    ...kinds.duration,
    for: ['dex'],
    fallback: '7d',
    what: "how long the embedded Temporal, and a namespace that `dex tenant create` makes, keep closed workflows' histories",
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
} as const
