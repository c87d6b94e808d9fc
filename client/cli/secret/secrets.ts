import { z } from 'zod'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'
import { moment } from '../moment.ts'

const Waiting = z.looseObject({
  items: z.array(z.looseObject({ id: z.string(), request: z.string(), expiresAt: z.string() })),
})

export async function listSecrets({ out, data }: Run): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get('/api/secrets', Waiting)
  out.result(found, () =>
    found.items.length === 0
      ? 'nothing waits for you'
      : table(
          ['id', 'request', 'until'],
          found.items.map((each) => [each.id, each.request, moment(each.expiresAt)]),
        ),
  )
  return exitCodes.done
}

export async function showSecret({ out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const path = `/api/secrets/${encodeURIComponent(id)}/reveal`
  const shown = await client.post(path, {}, z.looseObject({ secret: z.string() }))
  out.result(shown, () => shown.secret)
  return exitCodes.done
}
