import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { saysSomething } from '#contract/says-something.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { visible } from '../visible.ts'
import { signedInClient } from '../with-session.ts'
import { describeStanding, Standing } from './standing.ts'

export interface RenewOptions {
  justification?: string
  yes: boolean
}

const Renewal = z.looseObject({
  possible: z.boolean(),
  why: z.string().nullable(),
  changed: z.array(z.string()),
  approval: z.object({ id: z.string(), hash: z.string(), version: z.int() }).nullable(),
  until: z.string().nullable(),
  cap: z.object({ total: z.int(), perDay: z.int() }).nullable(),
  says: z.array(z.string()),
  needed: z.int(),
  justification: z.boolean(),
  stepUp: z.boolean(),
})

/** Shows what changed and what it would be anew, and says yes to exactly that. */
export async function renewStanding(
  { io, out, data }: Run,
  id: string,
  { justification, yes }: RenewOptions,
): Promise<ExitCode> {
  const client = await signedInClient(data)
  const path = `/api/standing-approvals/${encodeURIComponent(id)}/renewal`
  const shown = await client.get(path, Renewal)
  if (!out.json || !yes) io.stderr(visible(`${describe(shown)}\n`))
  if (!shown.possible || !shown.approval)
    throw new DexError('always_not_offered', shown.why ?? undefined, {
      mend: 'approve the next of its kind always: `dex approval list`, then `dex approval always`',
    })
  if (shown.justification && !saysSomething(justification ?? ''))
    throw new DexError('justification_required', undefined, { mend: 'say why: --justification "…"' })
  if (!yes) {
    if (!io.interactive)
      throw new DexError('usage', 'nobody can be asked here', { mend: 'look at it, then add --yes' })
    const answer = await io.ask('\nConfirm it anew? [y/N] ')
    if (!/^y(es)?$/i.test(answer?.trim() ?? '')) {
      out.say('nothing was confirmed')
      return exitCodes.no
    }
  }
  const { id: approval, hash, version } = shown.approval
  const { until, cap } = shown
  const body = { approval, hash, version, until, cap, ...(justification !== undefined && { justification }) }
  const made = await client.post(path, body, Standing)
  out.result(made, () => `${describeStanding(made)}${shown.stepUp ? signsIn(client.url, made.id) : ''}`)
  return exitCodes.done
}

const signsIn = (api: string, id: string): string =>
  `\n\nPolicy asks for a fresh sign-in, which a terminal cannot carry: open ${new URL(`/approvals/${id}`, api).href} and sign it there.`

function describe({ changed, possible, says, needed }: z.infer<typeof Renewal>): string {
  const lines = ['what changed:', ...changed.map((each) => `  ${each}`)]
  if (possible) lines.push('', 'it would run without asking:', ...says.map((each) => `  ${each}`))
  if (possible && needed > 1) lines.push('', `it counts once ${needed} people signed it`)
  return lines.join('\n')
}
