import { TenantId } from '#contract/ids.ts'
import { kinds } from '../kinds.ts'
import { servicesAndDex, variable } from '../variable.ts'

export const apiVariables = {
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
  DEX_CONSOLE: variable({
    field: 'consoleDirectory',
    ...kinds.path,
    for: ['api', 'dex'],
    what: 'directory of the built console (`npm run build:console`); `dex up` builds one where none is named',
  }),
  DEX_TEMPORAL_WEB_URL: variable({
    field: 'temporalWebUrl',
    ...kinds.webUrl,
    for: ['api', 'dex'],
    what: 'Temporal Web as the api reaches it, to be served at /temporal behind its sign-in; http is allowed here',
  }),
  DEX_OPERATOR_TENANT: variable({
    field: 'operatorTenant',
    schema: TenantId,
    expects: 'a tenant’s name',
    for: ['api', 'gate', 'dex'],
    what: 'the tenant whose operators run the installation: its bundle for all, Temporal Web; needed once there are two',
  }),
} as const
