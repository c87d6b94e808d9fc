import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { ApiClient } from '../api-client.ts'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { moment } from '../moment.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'
import type { NameOptions } from './commands.ts'

const Named = z.looseObject({ person: z.string(), name: z.string().nullable(), you: z.boolean() })
const Deputy = z.looseObject({
  id: z.string(),
  person: Named,
  deputy: Named,
  from: z.string(),
  until: z.string(),
  state: z.string(),
})
type Deputy = z.infer<typeof Deputy>
const Deputies = z.looseObject({
  items: z.array(Deputy),
  candidates: z.array(
    z.looseObject({ person: z.string(), name: z.string().nullable(), email: z.string().nullable() }),
  ),
})

const path = '/api/deputies'

export async function listDeputies({ out, data }: Run): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get(path, Deputies)
  out.result(found, () =>
    found.items.length === 0
      ? 'nobody decides on anybody’s behalf'
      : table(
          ['id', 'state', 'from', 'until', 'away', 'deputy'],
          found.items.map((each) => [
            each.id,
            each.state.replaceAll('_', ' '),
            moment(each.from),
            moment(each.until),
            nameOf(each.person),
            nameOf(each.deputy),
          ]),
        ),
  )
  return exitCodes.done
}

export async function nameDeputy({ out, data }: Run, email: string, options: NameOptions): Promise<ExitCode> {
  const client = await signedInClient(data)
  const { candidates } = await client.get(path, Deputies)
  const candidate = candidates.find((each) => each.email?.toLowerCase() === email.toLowerCase())
  if (!candidate)
    throw new DexError('usage', `nobody who may decide here has the address \`${email}\``, {
      mend: `name one of ${candidates.map((each) => each.email ?? each.person).join(', ') || 'nobody: you are the only one'}`,
    })
  const body = {
    deputy: candidate.person,
    until: momentOf('--until', options.until),
    ...(options.from !== undefined && { from: momentOf('--from', options.from) }),
  }
  const named = await client.post(path, body, Deputy)
  out.result(
    named,
    () => `${nameOf(named.deputy)} decides on your behalf until ${moment(named.until)} (${named.id})`,
  )
  return exitCodes.done
}

export async function endDeputy({ out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const ended = await client.delete(`${path}/${encodeURIComponent(id)}`, Deputy)
  out.result(
    ended,
    () =>
      `${nameOf(ended.deputy)} no longer decides on ${ended.person.you ? 'your behalf' : `behalf of ${nameOf(ended.person)}`}`,
  )
  return exitCodes.done
}

/** The person with this address whose deputy the caller is now. */
export async function standsInFor(client: ApiClient, email: string): Promise<string> {
  const { items, candidates } = await client.get(path, Deputies)
  const person = candidates.find((each) => each.email?.toLowerCase() === email.toLowerCase())?.person
  const mine = items.some(
    (each) => each.deputy.you && each.person.person === person && each.state === 'in_force',
  )
  if (person === undefined || !mine)
    throw new DexError('not_deputy', `\`${email}\` has not named you their deputy for now`)
  return person
}

const nameOf = ({ name, person, you }: Deputy['person']): string => (you ? 'you' : (name ?? person))

function momentOf(option: string, text: string): string {
  const moment = new Date(text)
  if (Number.isNaN(moment.getTime()))
    throw new DexError('usage', `${option}: \`${text}\` is no moment`, {
      mend: 'write it as 2026-12-24 or 2026-12-24T18:00:00Z',
    })
  return moment.toISOString()
}
