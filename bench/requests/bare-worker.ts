import { fileURLToPath } from 'node:url'
import { NativeConnection, Worker } from '@temporalio/worker'
import { createBareGate, createBareThink } from './bare-activities.ts'

/** A worker process of the bare side, in the shape of Dex's: `gate` has the platform calls, `think` model and workflows. */
const env = (name: string): string => {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set`)
  return value
}

const role = env('BARE_ROLE')
const connection = await NativeConnection.connect({ address: env('TEMPORAL_ADDRESS') })
const common = { connection, namespace: 'dex', taskQueue: `bare.${role}`, shutdownGraceTime: '1s' } as const
const worker =
  role === 'gate'
    ? await Worker.create({
        ...common,
        activities: createBareGate({
          okta: env('OKTA_URL'),
          investigateToken: env('INVESTIGATE_TOKEN'),
          adminToken: env('ADMIN_TOKEN'),
          desk: env('DESK_URL'),
          deskToken: env('DESK_TOKEN'),
        }),
      })
    : await Worker.create({
        ...common,
        workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
        activities: createBareThink({ baseURL: env('MODEL_URL'), model: env('MODEL') }),
      })
process.once('SIGTERM', () => worker.shutdown())
process.stdout.write('{"ready":true}\n')
await worker.run()
await connection.close()
