import { apiVariables } from './variables/api.ts'
import { databaseVariables } from './variables/database.ts'
import { installationVariables } from './variables/installation.ts'
import { keysVariables } from './variables/keys.ts'
import { modelVariables } from './variables/model.ts'
import { recordVariables } from './variables/record.ts'
import { sandboxVariables } from './variables/sandbox.ts'
import { temporalVariables } from './variables/temporal.ts'
import { tenantVariables } from './variables/tenant.ts'
import { timesVariables } from './variables/times.ts'
import { watchingVariables } from './variables/watching.ts'

/** What docs/configuration.md, which is written from here, has a table of its own for. */
export const subjects = [
  { title: 'Every process', of: installationVariables },
  { title: 'The api and its console', of: apiVariables },
  { title: 'Postgres', of: databaseVariables },
  { title: 'Temporal', of: temporalVariables },
  { title: 'How long things take and wait', of: timesVariables },
  { title: 'Keys', of: keysVariables },
  { title: 'The activity log, its checkpoints, a SIEM', of: recordVariables },
  { title: 'Logs, metrics, spans', of: watchingVariables },
  { title: 'The language model', of: modelVariables },
  { title: '`dex tenant create`', of: tenantVariables },
  { title: 'The sandbox', of: sandboxVariables },
] as const

/** Every environment variable Dex reads. */
export const variables = {
  ...installationVariables,
  ...apiVariables,
  ...databaseVariables,
  ...temporalVariables,
  ...timesVariables,
  ...keysVariables,
  ...recordVariables,
  ...watchingVariables,
  ...modelVariables,
  ...tenantVariables,
  ...sandboxVariables,
} as const

export type Variables = typeof variables
export type VariableName = keyof Variables
