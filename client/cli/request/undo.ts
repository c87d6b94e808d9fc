import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { signedInClient } from '../with-session.ts'

const Story = z.looseObject({
  steps: z.array(
    z.looseObject({
      step: z.int(),
      action: z.string(),
      hash: z.string(),
      undo: z.looseObject({ action: z.string() }).nullable(),
    }),
  ),
})
const Opened = z.looseObject({ id: z.string() })

/** Asks for the reverse of one step, as a request of its own. */
export async function undoStep({ out, data }: Run, request: string, step: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const path = `/api/requests/${encodeURIComponent(request)}`
  const found = (await client.get(path, Story)).steps.find((each) => String(each.step) === step)
  if (!found) throw new DexError('not_found', `\`${request}\` has no step \`${step}\``)
  const { id } = await client.post(`${path}/steps/${found.step}/undo`, { hash: found.hash }, Opened)
  const reverse = found.undo?.action ?? 'its reverse'
  out.result(
    { id, undoes: { request, step: found.step } },
    () => `${id}: asks for ${reverse}; policy and people decide on it`,
  )
  return exitCodes.done
}
