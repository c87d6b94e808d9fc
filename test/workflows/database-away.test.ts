import { ApplicationFailure } from '@temporalio/common'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openToldActivities, type ToldActivities } from './told-activities.ts'

/** What a turn's failure means to the request's own workflow. */
let activities: ToldActivities

beforeAll(async () => {
  activities = await openToldActivities()
}, 60_000)

afterAll(() => activities.close())

/** Each turn's attempts fail for good with these codes in turn; then the model hands over. */
async function endAfter(codes: string[]): Promise<{ end: unknown; thought: number[] }> {
  const thought: number[] = []
  const end = await activities.endOf({
    think({ turn }) {
      thought.push(turn)
      const type = codes.shift()
      if (type !== undefined) throw ApplicationFailure.nonRetryable(type, type)
      return Promise.resolve({ kind: 'escalate', tokens: 0 })
    },
  })
  return { end, thought }
}

it('a database that stays away hands nothing over: the same turn is asked again until it is back', async () => {
  const { end, thought } = await endAfter(['database_unavailable', 'database_unavailable'])
  expect(end).toEqual({ status: 'escalated', code: 'model_escalated' })
  expect(thought).toEqual([1, 1, 1])
}, 60_000)

it('a model that stays away is handed over', async () => {
  const { end, thought } = await endAfter(['model_unavailable'])
  expect(end).toEqual({ status: 'escalated', code: 'model_unavailable' })
  expect(thought).toEqual([1])
}, 60_000)
