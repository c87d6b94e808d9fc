import { sql } from 'kysely'
import type { PersonId, TenantId } from '#contract/ids.ts'
import type { Tx } from './database.ts'
import type { LogRow } from './log.ts'

/** Why an entry is a person's: they asked, it was done to an account of theirs, they acted, or it ran on their right. */
export type Because = 'requester' | 'subject' | 'actor' | 'authority'

export interface NamedPerson {
  /** Null: somebody who never signed in here. */
  person: PersonId | null
  /** The keyed hash of their address; null: none is known. */
  emailLookup: string | null
  /** Accounts on the platforms beside those that are linked; whoever names them answers for whose they are. */
  accounts: readonly { platform: string; id: string }[]
}

/**
 * Everything Dex did to a person or for them (GDPR article 15), newest first, before `before`. The person's requests are
 * found by id and by the keyed hash of their address, what was done to them by their accounts, linked and named.
 */
export async function readLogOfPerson(
  tenant: TenantId,
  tx: Tx,
  of: NamedPerson & { before: number; limit: number },
): Promise<(LogRow & { because: Because[] })[]> {
  const rows = await sql<{
    seq: string
    hash: Buffer
    entry: string
    requester: boolean
    subject: boolean
    actor: boolean
    authority: boolean
  }>`
    with mine as (
      select id from requests
      where tenant = ${tenant} and (requester_person = ${of.person} or requester_lookup = ${of.emailLookup})
    ), account as (
      select platform, account_id from accounts where tenant = ${tenant} and person = ${of.person}
      union
      select platform, id from jsonb_to_recordset(${JSON.stringify(of.accounts)}::jsonb) as named(platform text, id text)
    ), told as (
      select seq, hash, entry,
        coalesce(request in (select id from mine), false) as requester,
        exists (
          select 1 from account a
          where (e.j #>> '{target,platform}' = a.platform and e.j #>> '{target,id}' = a.account_id)
            or e.j -> 'objects' @> jsonb_build_array(jsonb_build_object('platform', a.platform, 'id', a.account_id))
        ) or coalesce(${of.person} in (e.j #>> '{detail,recipient}', e.j #>> '{detail,subject}'), false) as subject,
        coalesce(e.j #>> '{by,person}' = ${of.person}, false) as actor,
        coalesce(e.j #>> '{actAs,person}' = ${of.person}, false) as authority
      from activity_log, lateral (select entry::jsonb as j) e
      where tenant = ${tenant} and seq < ${String(of.before)}
    )
    select * from told where requester or subject or actor or authority order by seq desc limit ${of.limit}
  `.execute(tx)
  return rows.rows.map((row) => ({
    seq: Number(row.seq),
    hash: row.hash.toString('hex'),
    entry: row.entry,
    because: (['requester', 'subject', 'actor', 'authority'] as const).filter((each) => row[each]),
  }))
}
