import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import type { Channel } from '#contract/request.ts'
import { readList } from '#channels/list/read-list.ts'
import { bulkSettingsOf } from '#store/bulk.ts'
import { listAccounts } from '#store/people.ts'
import { findSettings } from '#store/tenants.ts'
import { keyedHex } from '#vault/hashes.ts'
import type { ApiDeps } from '../deps.ts'
import { openRequest } from '../doors/open-request.ts'
import { profileOf } from '../identity/profile.ts'
import type { Caller } from '../session/caller.ts'

export const OwnHeaders = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() })

export interface OwnOpening {
  source: 'console' | 'cli' | 'chat'
  channel: Channel
  title: string
  text: string
  list?: string | undefined
  /** What the caller sent as `idempotency-key`. */
  key: string | undefined
}

/** A signed-in person asks for themselves: verified, and their own linked accounts are told. */
export async function openOwn(
  deps: ApiDeps,
  caller: Caller,
  opening: OwnOpening,
): Promise<{ id: RequestId }> {
  const { tenant, person } = caller
  const { source, channel, title, text, list, key } = opening
  const [profile, settings, accounts] = await deps.database.transaction(tenant, (tx) =>
    Promise.all([
      profileOf(deps, tenant, tx, person),
      findSettings(tenant, tx),
      listAccounts(tenant, tx, person),
    ]),
  )
  if (list !== undefined) readList(list, bulkSettingsOf(settings ?? {}).linesMax)
  if (!profile) throw new DexError('unauthenticated')
  const lookup = await deps.keys.tenant(tenant, 'lookup')
  const { id } = await openRequest(deps, {
    tenant,
    source,
    // The person is part of it: nobody meets somebody else's request by guessing their key.
    doorKey: key === undefined ? randomBytes(16).toString('hex') : keyedHex(lookup, `${person}\n${key}`),
    channel,
    assurance: 'verified',
    requester: { person, lookup: caller.emailLookup },
    authors: [person, caller.emailLookup],
    ask: {
      title,
      text,
      requesterEmail: profile.email,
      url: null,
      externalId: null,
      ...(list !== undefined && { list }),
      ...(channel === 'go' && {
        accounts: accounts.map((each) => ({ platform: each.platform, id: each.account_id })),
      }),
    },
  })
  return { id }
}
