import { DexError } from '#contract/error.ts'
import { saysSomething } from '#contract/says-something.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { sayAnswer, StatementAnswer } from '../statement-answer.ts'
import { signedInClient } from '../with-session.ts'
import { standsInFor } from '../deputy/deputies.ts'
import { Approval, describeApproval, listOf, rightsFor } from './approvals.ts'
import { lineNumbers } from './take-out.ts'
import { visible } from '../visible.ts'

export interface DecideOptions {
  yes: boolean
  proof?: string
  justification?: string
  comment?: string
  samples?: string
  for?: string
}

/**
 * Shows what is decided on and sends back its hash and version: what changed meanwhile is refused by the api. Without
 * `--yes` a person is asked; where nobody can answer that is wrong use.
 */
export async function decideApproval(
  { io, out, data }: Run,
  id: string,
  verdict: 'approve' | 'reject',
  options: DecideOptions,
): Promise<ExitCode> {
  const client = await signedInClient(data)
  const path = `/api/approvals/${encodeURIComponent(id)}`
  const shown = await client.get(path, Approval)
  if (verdict === 'approve' && shown.stepUp?.done === false) {
    throw new DexError('step_up_required', undefined, {
      mend: `a terminal cannot carry it: open ${new URL(`/approvals/${id}`, shown.stepUp.url).href} and approve there`,
    })
  }
  if (!out.json || !options.yes) {
    const [rights, list] = await Promise.all([rightsFor(client, shown), listOf(client, shown)])
    io.stderr(visible(`${describeApproval(shown, rights, list)}\n`))
  }
  if (!options.yes) {
    if (!io.interactive) {
      throw new DexError('usage', 'nobody can be asked here', { mend: 'look at it, then add --yes' })
    }
    const answer = await io.ask(`\n${verdict === 'approve' ? 'Approve' : 'Reject'} this? [y/N] `)
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
      out.say('nothing was decided')
      return exitCodes.no
    }
  }
  const asksWhy = verdict === 'approve' && shown.obligations.justification === true
  if (asksWhy && !saysSomething(options.justification ?? ''))
    throw new DexError('justification_required', undefined, { mend: 'say why: --justification "…"' })
  const { hash, version } = shown
  const { proof, justification, comment, samples } = options
  const onBehalfOf = options.for === undefined ? undefined : await standsInFor(client, options.for)
  const body = {
    hash,
    version,
    ...(onBehalfOf !== undefined && { onBehalfOf }),
    ...(verdict === 'approve' && proof !== undefined ? { proof } : {}),
    ...(verdict === 'approve' && justification !== undefined ? { justification } : {}),
    ...(comment === undefined ? {} : { comment }),
    ...(verdict === 'approve' && samples !== undefined ? { samples: lineNumbers(samples) } : {}),
  }
  const answer = await client.post(`${path}/${verdict}`, body, StatementAnswer)
  const done = verdict === 'approve' ? 'approved' : 'rejected'
  out.result({ id, verdict, sentence: shown.sentence, ...answer }, () => sayAnswer(answer, done))
  return exitCodes.done
}
