import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { ApiClient } from '../api-client.ts'
import { List, listPath } from '../bulk/lists.ts'
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
  lists: z.array(z.looseObject({ step: z.int() })),
})
type Story = z.infer<typeof Story>
const Opened = z.looseObject({ id: z.string() })

/** A step of the request, or of a line of one of its lists. */
async function findStep(client: ApiClient, request: string, { steps, lists }: Story, wanted: string) {
  const own = steps.find((each) => String(each.step) === wanted)
  if (own) return { step: own.step, hash: own.hash, reverse: own.undo?.action ?? null }
  for (const list of lists) {
    const { lines, undo } = await client.get(listPath(request, list.step), List)
    const line = lines.find((each) => String(each.step) === wanted)
    if (line?.step && line.hash !== null)
      return { step: line.step, hash: line.hash, reverse: undo?.action ?? null }
  }
  return null
}

/** Asks for the reverse of one step, as a request of its own. */
export async function undoStep({ out, data }: Run, request: string, step: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const path = `/api/requests/${encodeURIComponent(request)}`
  const found = await findStep(client, request, await client.get(path, Story), step)
  if (!found) throw new DexError('not_found', `\`${request}\` has no step \`${step}\``)
  const { id } = await client.post(`${path}/steps/${found.step}/undo`, { hash: found.hash }, Opened)
  const reverse = found.reverse ?? 'its reverse'
  out.result(
    { id, undoes: { request, step: found.step } },
    () => `${id}: asks for ${reverse}; policy and people decide on it`,
  )
  return exitCodes.done
}
