import { z } from 'zod'
import { kinds } from '../kinds.ts'
import { roles, servicesAndDex, variable } from '../variable.ts'

export const installationVariables = {
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
  DEX_CACHE: variable({
    field: 'cacheDirectory',
    ...kinds.path,
    for: ['dex'],
    what: 'where a found or built Temporal is kept; otherwise `$XDG_CACHE_HOME/dex` or `~/.cache/dex`',
  }),
  DEX_SHUTDOWN_GRACE: variable({
    field: 'shutdownGraceMs',
    ...kinds.duration,
    for: roles,
    fallback: '10s',
    what: 'how long running work may take to end after SIGTERM',
  }),
  DEX_EGRESS_PRIVATE_ORIGINS: variable({
    field: 'egressPrivateOrigins',
    ...kinds.origins,
    for: servicesAndDex,
    fallback: '',
    what: 'exact https origins on private addresses that may be called, such as a self-hosted model or a vault',
  }),
} as const
