import { condition } from '@temporalio/workflow'
import { type RequestEnd, type Run, say } from './run.ts'
import { showStatus } from './show.ts'

/** Hands over to a person and waits for them. Null: they gave an instruction, and the work goes on. */
export async function handOver(run: Run, code: string): Promise<RequestEnd | null> {
  const { state, request } = run
  showStatus(state, 'escalated', `handed over to a person (${code})`)
  const change = { kind: 'status', status: 'escalated', code } as const
  await run.gate(`hand over: ${code}`).record({ request, change })
  await say(run, { action: 'dex.reply.internal', template: 'escalated' })
  await say(run, { action: 'dex.reply.public', template: 'handed_over' })
  const spoken = () => state.instructions.length > 0 || state.closing !== null
  await condition(spoken, run.timing.escalatedMs)
  if (state.closing === null && state.instructions.length > 0) return null
  return { status: state.closing === 'cancelled' ? 'cancelled' : 'escalated', code: state.closing ?? code }
}
