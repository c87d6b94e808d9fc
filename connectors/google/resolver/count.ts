import { type AccountCount, type Counted, countedMax, type Credential } from '#contract/connector.ts'
import { requireId } from '../ids.ts'
import { quoted } from '../query.ts'
import type { GoogleApi, GoogleRun } from '../run.ts'

const PAGE = 200
const PAGES_MAX = countedMax / PAGE

interface Page {
  items: readonly { type?: string | null | undefined }[]
  next: string | null
}

/** Null for a group with groups, or everyone, in it: they are not walked here. */
export async function countAccounts(
  run: GoogleRun,
  of: Counted,
  credential: Credential,
  signal: AbortSignal,
): Promise<AccountCount | null> {
  const { value } = await run({ credential, signal }, async (api) => {
    let count = 0
    let token: string | null = null
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
      const page: Page = await pageOf(api, of, token)
      if (page.items.some(({ type }) => type === 'GROUP' || type === 'CUSTOMER')) return null
      count += page.items.length
      token = page.next
      if (token === null) return { count, more: false }
    }
    return { count, more: true }
  })
  return value
}

async function pageOf(api: GoogleApi, of: Counted, token: string | null): Promise<Page> {
  const page = { maxResults: PAGE, ...(token !== null && { pageToken: token }) }
  if (of.kind === 'group') {
    const { data } = await api.directory.members.list({ groupKey: requireId('group', of.id), ...page })
    return { items: data.members ?? [], next: data.nextPageToken ?? null }
  }
  const query = of.kind === 'department' ? { query: `orgDepartment=${quoted(of.name)}` } : {}
  const { data } = await api.directory.users.list({ customer: 'my_customer', ...query, ...page })
  return { items: (data.users ?? []).map(() => ({})), next: data.nextPageToken ?? null }
}
