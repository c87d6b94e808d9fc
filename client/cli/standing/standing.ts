import { z } from 'zod'
import type { Run } from '../command.ts'
import { type ExitCode, exitCodes } from '../exit-codes.ts'
import { table } from '../table.ts'
import { signedInClient } from '../with-session.ts'
import { moment } from '../moment.ts'

const Named = z.looseObject({ person: z.string(), name: z.string().nullable(), you: z.boolean() })

/** What this command line uses of one; the rest is passed on as it comes. */
export const Standing = z.looseObject({
  id: z.string(),
  action: z.string(),
  state: z.string(),
  code: z.string().nullable(),
  doubts: z.array(z.string()),
  says: z.array(z.string()),
  terms: z.looseObject({ cap: z.looseObject({ total: z.int(), perDay: z.int() }) }),
  grantor: Named,
  signatures: z.array(Named),
  needed: z.int(),
  used: z.int(),
  usedToday: z.int(),
  uses: z.array(z.looseObject({ request: z.string(), step: z.int(), at: z.string() })),
  until: z.string(),
  renews: z.string().nullable(),
  renewedBy: z.string().nullable(),
  mayRenew: z.boolean(),
})
export type Standing = z.infer<typeof Standing>

const path = (id: string): string => `/api/standing-approvals/${encodeURIComponent(id)}`

export async function listStanding({ out, data }: Run): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get('/api/standing-approvals', z.looseObject({ items: z.array(Standing) }))
  out.result(found, () =>
    found.items.length === 0
      ? 'nothing is approved for always'
      : table(
          ['id', 'state', 'used', 'until', 'runs as', 'what'],
          found.items.map((each) => [
            each.id,
            each.state.replaceAll('_', ' '),
            `${each.used}/${each.terms.cap.total}`,
            moment(each.until),
            nameOf(each.grantor),
            each.action,
          ]),
        ),
  )
  return exitCodes.done
}

export async function showStanding({ out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.get(path(id), Standing)
  out.result(found, () => describeStanding(found))
  return exitCodes.done
}

export async function revokeStanding({ out, data }: Run, id: string): Promise<ExitCode> {
  const client = await signedInClient(data)
  const found = await client.delete(path(id), Standing)
  out.result(found, () => `${found.id} is ${found.state}; the next one is asked again`)
  return exitCodes.done
}

export function describeStanding(standing: Standing): string {
  const { says, signatures, needed, used, usedToday, terms, uses } = standing
  const lines = [`${standing.action} runs without asking, as ${nameOf(standing.grantor)}`]
  for (const each of says) lines.push(`  ${each}`)
  const row = (name: string, value: string): void => void lines.push(`  ${name.padEnd(12)} ${value}`)
  lines.push('')
  row('id', standing.id)
  row('state', `${standing.state.replaceAll('_', ' ')}${standing.code === null ? '' : ` (${standing.code})`}`)
  if (standing.renews !== null) row('renews', standing.renews)
  if (standing.renewedBy !== null) row('renewed by', standing.renewedBy)
  if (standing.mayRenew) row('next', `dex standing renew ${standing.id}`)
  row('signed by', `${signatures.map(nameOf).join(', ') || 'nobody yet'}, ${signatures.length} of ${needed}`)
  row('used', `${used} of ${terms.cap.total}, ${usedToday} of ${terms.cap.perDay} in the last 24 hours`)
  for (const doubt of standing.doubts) row('doubt', doubt)
  for (const use of uses) row('use', `${moment(use.at)} step ${use.step} of ${use.request}`)
  return lines.join('\n')
}

const nameOf = ({ name, person, you }: z.infer<typeof Named>): string => (you ? 'you' : (name ?? person))
