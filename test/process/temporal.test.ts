import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Connection } from '@temporalio/client'
import { afterEach, beforeEach, expect, inject, test } from 'vitest'
import { isDexError } from '#contract/error.ts'
import { pickPorts } from '#process/embedded/ports.ts'
import { type RunningTemporal, startTemporal } from '#process/embedded/temporal/start.ts'
import { isAlive } from '#process/stop.ts'

const executable = inject('temporalExecutable')
let directory: string
let running: RunningTemporal | null

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'dex-temporal-'))
  running = null
})
afterEach(async () => {
  await running?.stop()
  rmSync(directory, { recursive: true, force: true })
})

const start = async (): Promise<RunningTemporal> => {
  const ports = await pickPorts({
    temporal: { variable: 'DEX_TEMPORAL_PORT', port: 0, explicit: false },
    web: { variable: 'DEX_TEMPORAL_WEB_PORT', port: 0, explicit: false },
  })
  running = await startTemporal({
    executable,
    directory,
    dataFile: join(directory, 'temporal.db'),
    port: ports.temporal,
    webPort: ports.web,
    namespace: 'dex',
    retentionMs: 3 * 86_400_000,
  })
  return running
}

test.runIf(executable !== '')(
  'it serves namespace, retention, search attributes and its Web below /temporal, and keeps workflows over a kill',
  async () => {
    const first = await start()
    expect(new URL(first.webUrl ?? '').pathname).toBe('/temporal')
    expect((await fetch(first.webUrl ?? '')).status).toBe(200)
    const connection = await Connection.connect({ address: first.address })
    const described = await connection.workflowService.describeNamespace({ namespace: 'dex' })
    expect(Number(described.config?.workflowExecutionRetentionTtl?.seconds)).toBe(3 * 86_400)
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'dex' })
    expect(Object.keys(customAttributes ?? {})).toEqual(
      expect.arrayContaining(['DexActions', 'DexChannel', 'DexRisk', 'DexStatus', 'DexTenant']),
    )
    await connection.workflowService.startWorkflowExecution({
      namespace: 'dex',
      workflowId: 'kept',
      workflowType: { name: 'none' },
      taskQueue: { name: 'nobody' },
      requestId: 'one',
    })
    await connection.close()

    process.kill(first.pid, 'SIGKILL')
    await first.exited
    const second = await start()
    const again = await Connection.connect({ address: second.address })
    const kept = await again.workflowService.describeWorkflowExecution({
      namespace: 'dex',
      execution: { workflowId: 'kept' },
    })
    expect(kept.workflowExecutionInfo?.type?.name).toBe('none')
    await again.close()
    await second.stop()
    expect(isAlive(second.pid)).toBe(false)
  },
)

test('one that ends at once says how it ended and what it wrote', async () => {
  const error: unknown = await startTemporal({
    executable: '/bin/false',
    directory,
    dataFile: null,
    port: 1,
    webPort: null,
    namespace: 'dex',
  }).catch((thrown: unknown) => thrown)
  expect(isDexError(error, 'bootstrap_failed')).toBe(true)
  expect(String(error)).toContain('temporal did not start: it ended with code 1')
  expect(readFileSync(join(directory, 'temporal.log'), 'utf8')).toBe('')
})

test('an executable that is not there is an error, not a crash', async () => {
  const started = startTemporal({
    executable: join(directory, 'none'),
    directory,
    dataFile: null,
    port: 1,
    webPort: null,
    namespace: 'dex',
  })
  await expect(started).rejects.toThrow('it cannot be run')
})
