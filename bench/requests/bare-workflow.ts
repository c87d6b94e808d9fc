import { ApplicationFailure, proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { Answer, BareGate, BareThink, Message, WholeTurn } from './bare-activities.ts'

export interface BareInput {
  /** The first message, as Dex words it. */
  opening: string
  externalId: string
  requesterEmail: string
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
  { opening, externalId, requesterEmail }: BareInput,
  think: (messages: Message[]) => Promise<Answer>,
): Promise<{ status: string }> {
  const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: opening }] }]
  for (;;) {
    const content = await think(messages)
    messages.push({ role: 'assistant', content })
    const calls = content.filter((block) => block.type === 'tool_use')
    if (calls.length === 0) throw ApplicationFailure.nonRetryable('the model calls nothing')
    if (calls.some(({ name }) => name === 'resolve')) {
      await gate.reply({ externalId, template: 'resolved' })
      await gate.close()
      return { status: 'resolved' }
    }
    const results = []
    for (const { id, name, input } of calls) {
      const result = name === 'plan' ? 'noted' : await carryOut(name, input as Input, requesterEmail)
      results.push({ type: 'tool_result' as const, tool_use_id: id, content: JSON.stringify({ result }) })
    }
    messages.push({ role: 'user', content: results })
  }
}

interface Input {
  target?: string
  email?: string
}

async function carryOut(
  tool: string,
  { target = '', email = '' }: Input,
  requesterEmail: string,
): Promise<unknown> {
  if (tool === 'okta_user_find') return gate.find(email)
  if (tool !== 'okta_user_clear_sessions') throw ApplicationFailure.nonRetryable(`no such tool ${tool}`)
  const since = await gate.decide(target, requesterEmail)
  const { cleared } = await gate.clearSessions(target, requesterEmail, since)
  await gate.findEvent({ target, since })
  return { cleared }
}

/** What Temporal itself costs. */
export async function noOp(): Promise<void> {}
