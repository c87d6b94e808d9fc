import { z } from 'zod'
import { type AccountCount, type Counted, countedMax, type Credential } from '#contract/connector.ts'
import { firstOf, type Query } from '../collect.ts'
import { requireGuid } from '../ids.ts'
import { literal } from '../odata.ts'
import type { MicrosoftRun } from '../run.ts'

const Entry = z.object({ id: z.string(), '@odata.type': z.string().optional() })
const PAGE = 999

/** Null for a group with groups in it: who is in those counts as a member too, and they are not walked here. */
export async function countAccounts(
  run: MicrosoftRun,
  of: Counted,
  credential: Credential,
  signal: AbortSignal,
): Promise<AccountCount | null> {
  const { value } = await run({ credential, signal }, (graph) =>
    firstOf(graph, queryOf(of), Entry, countedMax),
  )
  const nested = value.items.some((each) => each['@odata.type'] === '#microsoft.graph.group')
  return nested ? null : { count: value.items.length, more: value.more }
}

function queryOf(of: Counted): Query {
  const common = { select: ['id'], top: PAGE }
  if (of.kind === 'group') return { ...common, path: `groups/${requireGuid(of.id)}/members` }
  if (of.kind === 'department')
    return { ...common, path: 'users', filter: `department eq ${literal(of.name)}` }
  return { ...common, path: 'users' }
}
