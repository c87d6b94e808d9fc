import type { Dialogue, PastCall } from './dialogue.ts'
import type { Intent, Step } from './intents/define.ts'

const refOf = ({ data }: PastCall): string | null => {
  const ref = (data as { ref?: unknown } | null)?.ref
  return typeof ref === 'string' ? ref : null
}

/** What is written down before a change, once for each: the cause, the results it rests on, the runbook that was shown first. */
export function planOf(
  { past, tools, runbooks }: Dialogue,
  intent: Intent,
  step: Step,
): Record<string, unknown> | null {
  const offered = tools.some(({ name }) => name === 'plan')
  const next = [`stand-in model: ${step.purpose}`]
  const standing = past.some(
    ({ tool, input }) => tool === 'plan' && JSON.stringify(input['next']) === JSON.stringify(next),
  )
  if (!offered || standing) return null
  const evidence = past
    .filter((call) => !call.failed && refOf(call) !== null)
    .slice(0, 12)
    .map((call) => ({ ref: refOf(call), shows: `${call.tool} answered` }))
  return { hypothesis: `stand-in model: ${intent.handOver}`, evidence, runbooks: runbooks.slice(0, 1), next }
}
