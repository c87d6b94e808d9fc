import { readdir, readFile } from 'node:fs/promises'
import { Worker, type ReplayWorkerOptions } from '@temporalio/worker'
import { beforeAll, describe, expect, it } from 'vitest'
import { haveWorkflows } from '#process/build-workflows.ts'
import { createDataConverter } from '#vault/codec/data-converter.ts'
import { fixedCodec } from './fixed-key.ts'

interface RecordedEvent {
  eventType: string
  activityTaskScheduledEventAttributes?: { activityType: { name: string } }
  workflowExecutionStartedEventAttributes?: { workflowId?: string }
}

const directory = new URL('./histories/', import.meta.url)
const names = (await readdir(directory)).filter((name) => name.endsWith('.json'))

const recorded = async (name: string): Promise<{ events: RecordedEvent[] }> =>
  JSON.parse(await readFile(new URL(name, directory), 'utf8')) as { events: RecordedEvent[] }

const workflowIdOf = (history: { events: RecordedEvent[] }): string =>
  history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? ''

let options: ReplayWorkerOptions

beforeAll(async () => {
  options = {
    workflowBundle: { codePath: await haveWorkflows({ telemetry: false }) },
    dataConverter: createDataConverter(fixedCodec),
  }
}, 60_000)

describe('recorded histories', () => {
  it('exist for each way that a request goes', () => {
    expect(names).toEqual(
      expect.arrayContaining([
        'resolved.json',
        'rejected.json',
        'expired.json',
        'passed-on.json',
        'asked-answered.json',
        'asked-unanswered.json',
        'waited.json',
        'continued.json',
        'continues.json',
        'list-shortened.json',
        'list-resumed.json',
      ]),
    )
  })

  it.each(names)('%s replays with the workflow code of today', async (name) => {
    const history = await recorded(name)
    await expect(Worker.runReplayHistory(options, history, workflowIdOf(history))).resolves.toBeUndefined()
  })

  it('would show a change: a history in which another activity was scheduled does not replay', async () => {
    const history = await recorded('resolved.json')
    const scheduled = history.events.find(
      (event) => event.activityTaskScheduledEventAttributes?.activityType.name === 'decide',
    )
    if (scheduled?.activityTaskScheduledEventAttributes) {
      scheduled.activityTaskScheduledEventAttributes.activityType.name = 'execute'
    }
    await expect(Worker.runReplayHistory(options, history, workflowIdOf(history))).rejects.toThrow(
      /[Nn]ondeterminism/,
    )
  })
})
