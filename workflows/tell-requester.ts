import { CancellationScope, patched } from '@temporalio/workflow'
import type { ReplyTemplate } from '#contract/template.ts'
import { type RequestEnd, type Run, say } from './run.ts'

/** Of a request that was under way before requesters were told of more than its end. */
const learns = 'requester-learns'

/** Tells the requester, by a fixed text, what became of what people were asked. */
export async function tellRequester(run: Run, template: ReplyTemplate): Promise<void> {
  if (patched(learns)) await say(run, { action: 'dex.reply.public', template })
}

/** Of a no, and of nobody's yes, at once: how a request ends does not tell of one step of several. */
export async function tellOfNo(run: Run, code: string): Promise<void> {
  if (code === 'approval_rejected') await tellRequester(run, 'rejected')
  if (code === 'approval_expired') await tellRequester(run, 'expired')
}

/**
 * That a person cancelled it or took it over, while it can still be said. A channel that does not take it in time does not hold up the
 * end.
 */
export async function tellOfClosing(run: Run, { code }: RequestEnd): Promise<void> {
  // Who was told that a person looks after it hears nothing new when one takes it over.
  const handedOver = run.state.status === 'escalated'
  const template =
    code === 'cancelled' ? 'cancelled' : code === 'taken_over' && !handedOver ? 'handed_over' : null
  if (template === null) return
  await CancellationScope.withTimeout(run.timing.gateMs, () => tellRequester(run, template)).catch(() => null)
}
