import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { moment } from '../moment.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'

const Word = z.looseObject({ name: z.string().nullable(), at: z.string(), reason: z.string().nullable() })
const Stop = z.looseObject({
  id: z.string(),
  scope: z.looseObject({ platform: z.string().nullable(), action: z.string().nullable() }),
  stopped: Word,
  resumed: Word.nullable(),
})
const Stops = z.looseObject({ items: z.array(Stop) })

const scopeOf = ({ scope }: z.infer<typeof Stop>): string => scope.action ?? scope.platform ?? 'every change'

export async function stopWrites(
  { out, data }: Run,
  body: { platform?: string; action?: string; reason: string },
): Promise<ExitCode> {
  const stop = await (await signedInClient(data)).post('/api/stops', body, Stop)
  out.result(stop, () => `${stop.id}: ${scopeOf(stop)} is held back; \`dex resume ${stop.id}\` lets it go on`)
  return exitCodes.done
}

export async function resumeWrites(
  { out, data }: Run,
  id: string | undefined,
  reason: string,
): Promise<ExitCode> {
  const client = await signedInClient(data)
  const chosen = id ?? (await onlyOne(client))
  const stop = await client.post(`/api/stops/${encodeURIComponent(chosen)}/resume`, { reason }, Stop)
  out.result(stop, () => `${stop.id}: ${scopeOf(stop)} goes on`)
  return exitCodes.done
}

async function onlyOne(client: Awaited<ReturnType<typeof signedInClient>>): Promise<string> {
  const { items } = await client.get('/api/stops', Stops)
  const [first, ...others] = items.filter(({ resumed }) => resumed === null)
  if (!first)
    throw new DexError('usage', 'nothing is held back', {
      mend: 'nothing has to be resumed; see `dex stops`',
    })
  if (others.length > 0)
    throw new DexError('usage', 'several stops are in force', {
      mend: `name one: ${[first, ...others].map((each) => `dex resume ${each.id} --reason … (${scopeOf(each)})`).join(' | ')}`,
    })
  return first.id
}

export async function listStops({ out, data }: Run): Promise<ExitCode> {
  const found = await (await signedInClient(data)).get('/api/stops', Stops)
  out.result(found, () =>
    found.items.length === 0
      ? 'nothing is or was held back'
      : table(
          ['id', 'what', 'since', 'by', 'state', 'why'],
          found.items.map((each) => [
            each.id,
            scopeOf(each),
            moment(each.stopped.at),
            each.stopped.name ?? '-',
            each.resumed === null
              ? 'in force'
              : `until ${moment(each.resumed.at)}, by ${each.resumed.name ?? '-'}`,
            each.stopped.reason ?? 'its key is destroyed',
          ]),
        ),
  )
  return exitCodes.done
}
