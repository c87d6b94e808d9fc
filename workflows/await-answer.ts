import { condition } from '@temporalio/workflow'
import type { AnswerWait } from '#activities/types.ts'
import { goOn, type Next, type RequestEnd, type Run, say } from './run.ts'
import { showStatus } from './show.ts'

const spoken =
  ({ state }: Run) =>
  (): boolean =>
    state.answers.length > 0 || state.instructions.length > 0 || state.closing !== null

/** Waits for the requester, for days if need be: reminds, and closes politely when nobody answers. */
export async function awaitAnswer(run: Run, wait: AnswerWait): Promise<Next | RequestEnd> {
  const { state, request } = run
  showStatus(state, 'waiting_requester', 'waits for the requester to answer')
  state.waitingAnswer = true
  const change = { kind: 'status', status: 'waiting_requester', code: null } as const
  await run.gate('waits for the requester').record({ request, change })
  const answered = await remindUntil(run, wait)
  state.waitingAnswer = false
  if (answered) return state.closing === null ? goOn : { kind: 'closing' }
  await say(run, { action: 'dex.reply.public', template: 'no_answer' })
  await say(run, { action: 'dex.reply.internal', template: 'no_answer' })
  return { status: 'cancelled', code: 'no_answer' }
}

async function remindUntil(run: Run, { remindInMs, reminders, closeInMs }: AnswerWait): Promise<boolean> {
  let leftMs = closeInMs
  for (let sent = 0; sent < reminders && remindInMs < leftMs; sent += 1) {
    if (await condition(spoken(run), remindInMs)) return true
    leftMs -= remindInMs
    await say(run, { action: 'dex.reply.public', template: 'question_reminder' })
  }
  return condition(spoken(run), leftMs)
}

/** Lets time pass; whoever writes ends it. */
export async function letTimePass(run: Run, ms: number): Promise<Next> {
  showStatus(run.state, 'investigating', 'lets time pass')
  await condition(spoken(run), ms)
  return run.state.closing === null ? goOn : { kind: 'closing' }
}
