import { kinds } from '../kinds.ts'
import { services, variable } from '../variable.ts'

export const databaseVariables = {
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
} as const
