import type { Client, User } from '@okta/okta-sdk-nodejs'
import { type AccountCount, type Counted, countedMax, type Credential } from '#contract/connector.ts'
import { equal } from '../filter.ts'
import { requireOktaId } from '../ids.ts'
import type { OktaRun } from '../run.ts'

const PAGE = 200

/** Deactivated accounts are among those of a department, as they are among those that an action can name. */
export async function countAccounts(
  run: OktaRun,
  of: Counted,
  credential: Credential,
  signal: AbortSignal,
): Promise<AccountCount> {
  const { value } = await run({ credential, signal }, async (client) => counted(await pagesOf(client, of)))
  return value
}

const pagesOf = (client: Client, of: Counted) => {
  if (of.kind === 'group')
    return client.groupApi.listGroupUsers({ groupId: requireOktaId(of.id), limit: PAGE })
  if (of.kind === 'department')
    return client.userApi.listUsers({ search: equal('profile.department', of.name), limit: PAGE })
  return client.userApi.listUsers({ limit: PAGE })
}

async function counted(pages: {
  next(): Promise<{ value: User | null; done?: boolean }>
}): Promise<AccountCount> {
  let count = 0
  for (let empties = 0; empties < PAGE; ) {
    const { value, done } = await pages.next()
    if (done === true) return { count, more: false }
    if (value === null || value === undefined) empties += 1
    else if (count === countedMax) return { count, more: true }
    else count += 1
  }
  return { count, more: true }
}
