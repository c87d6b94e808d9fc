import { proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { Answer, BareGate, BareThink, Message, WholeTurn } from './bare-activities.ts'

export interface BareInput {
  /** The first message, as Dex words it. */
  opening: string
  externalId: string
}

const { taskQueue } = workflowInfo()
const mind = proxyActivities<BareThink>({ startToCloseTimeout: '60s' })
const gate = proxyActivities<BareGate>({
  startToCloseTimeout: '60s',
  taskQueue: taskQueue.replace(/think$/, 'gate'),
})

/** The same loop with the transcript in history: asks the model, does what it says, until it resolves. */
export const bareRequest = (input: BareInput): Promise<{ status: string }> =>
  converse(input, (messages) => mind.think(messages))

/** The same with everything that a turn needs in that turn's input, so that any worker can take it. */
export const wholeTurnsRequest = (
  input: BareInput & Omit<WholeTurn, 'messages'>,
): Promise<{ status: string }> => {
  const { system, tools } = input
  return converse(input, (messages) => mind.turn({ system, tools, messages }))
}

async function converse(
  { opening, externalId }: BareInput,
  think: (messages: Message[]) => Promise<Answer>,
): Promise<{ status: string }> {
  const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: opening }] }]
  for (;;) {
    const content = await think(messages)
    messages.push({ role: 'assistant', content })
    const call = content.find((block) => block.type === 'tool_use')
    if (!call) throw new Error('the model calls nothing')
    if (call.name === 'resolve') {
      await gate.reply({ externalId, template: 'resolved' })
      await gate.close()
      return { status: 'resolved' }
    }
    const { target = '', email = '' } = call.input as { target?: string; email?: string }
    const result = await carryOut(call.name, target, email)
    messages.push({
      role: 'user',
      content: [{ type: 'tool_result', tool_use_id: call.id, content: JSON.stringify({ result }) }],
    })
  }
}

async function carryOut(tool: string, target: string, email: string): Promise<unknown> {
  if (tool === 'okta_user_find') return gate.find(email)
  if (tool === 'okta_user_list_factors') return gate.listFactors(target)
  if (tool !== 'okta_user_reset_factors') throw new Error(`no such tool ${tool}`)
  const since = await gate.look(target)
  const { factorsLeft, requestId } = await gate.resetFactors(target)
  await gate.findEvent({ target, since, requestId })
  return { factorsLeft, readBack: 'yes' }
}

/** What Temporal itself costs. */
export async function noOp(): Promise<void> {}
