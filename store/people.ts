import { type Selectable, sql } from 'kysely'
import type { PersonId, TenantId } from '#contract/ids.ts'
import { newPersonId } from '#contract/new-id.ts'
import type { Tx } from './database.ts'
import { prepared } from './prepared.ts'
import type { Schema } from './schema.ts'

export type PersonRow = Selectable<Schema['people']>

/**
 * The person with this pinned issuer and subject, made at first sign-in. An e-mail address never finds anyone here (T22).
 * `seal` binds the profile to the row's id.
 */
export async function signInPerson(
  tenant: TenantId,
  tx: Tx,
  who: {
    issuer: string
    subject: string
    emailLookup: string
    roles: string[]
    seal: (id: PersonId) => Buffer
  },
): Promise<PersonRow> {
  const standing = await findPersonBySubject(tenant, tx, who.issuer, who.subject)
  const id = (standing?.id as PersonId | undefined) ?? newPersonId()
  const profile = {
    email_lookup: who.emailLookup,
    sealed: who.seal(id),
    roles: who.roles,
    seen_at: new Date(),
  }
  if (standing) {
    return tx
      .updateTable('people')
      .set(profile)
      .where('tenant', '=', tenant)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
  }
  const inserted = await tx
    .insertInto('people')
    .values({ ...profile, tenant, id, issuer: who.issuer, subject: who.subject, state: 'active' })
    .onConflict((conflict) => conflict.columns(['tenant', 'issuer', 'subject']).doNothing())
    .returningAll()
    .executeTakeFirst()
  return inserted ?? signInPerson(tenant, tx, who)
}

export async function findPersonBySubject(
  tenant: TenantId,
  tx: Tx,
  issuer: string,
  subject: string,
): Promise<PersonRow | undefined> {
  return tx
    .selectFrom('people')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .executeTakeFirst()
}

export async function findPerson(tenant: TenantId, tx: Tx, id: string): Promise<PersonRow | undefined> {
  return (await selectPerson(tx, { tenant, id }))[0]
}

const selectPerson = prepared<{ tenant: string; id: string }, PersonRow>((database, value) =>
  database
    .selectFrom('people')
    .selectAll()
    .where('tenant', '=', value('tenant'))
    .where('id', '=', value('id')),
)

/** Those of these ids that there are. */
export async function findPeople(tenant: TenantId, tx: Tx, ids: readonly string[]): Promise<PersonRow[]> {
  if (ids.length === 0) return []
  return tx
    .selectFrom('people')
    .selectAll()
    .where('tenant', '=', tenant)
    .where(sql<boolean>`id = any(${[...ids]})`)
    .execute()
}

/** Dex roles of everybody, by person. */
export async function listRoles(tenant: TenantId, tx: Tx): Promise<Map<string, string[]>> {
  const rows = await tx.selectFrom('people').select(['id', 'roles']).where('tenant', '=', tenant).execute()
  return new Map(rows.map((row) => [row.id, row.roles]))
}

/** Accounts that the person linked by signing in on the platform. */
export async function findAccount(
  tenant: TenantId,
  tx: Tx,
  person: string,
  platform: string,
): Promise<{ org: string; account_id: string } | undefined> {
  return (await selectAccount(tx, { tenant, person, platform }))[0]
}

interface AccountKey {
  tenant: string
  person: string
  platform: string
}

const selectAccount = prepared<AccountKey, { org: string; account_id: string }>((database, value) =>
  database
    .selectFrom('accounts')
    .select(['org', 'account_id'])
    .where('tenant', '=', value('tenant'))
    .where('person', '=', value('person'))
    .where('platform', '=', value('platform')),
)

export async function listAccounts(
  tenant: TenantId,
  tx: Tx,
  person: string,
): Promise<{ platform: string; account_id: string; linked_at: Date }[]> {
  return selectAccounts(tx, { tenant, person })
}

const selectAccounts = prepared<
  { tenant: string; person: string },
  { platform: string; account_id: string; linked_at: Date }
>((database, value) =>
  database
    .selectFrom('accounts')
    .select(['platform', 'account_id', 'linked_at'])
    .where('tenant', '=', value('tenant'))
    .where('person', '=', value('person'))
    .orderBy('linked_at'),
)

export interface PersonBehind {
  person: string
  accountIds: readonly string[]
  emailLookup: string
}

/** Whose these accounts are, by account; null: of somebody who is not active here. Of accounts that nobody linked nothing. */
export async function listPeopleBehind(
  tenant: TenantId,
  tx: Tx,
  platform: string,
  accountIds: readonly string[],
): Promise<Map<string, PersonBehind | null>> {
  if (accountIds.length === 0) return new Map()
  const { rows } = await sql<{
    account: string
    person: string
    state: string
    lookup: string
    all: string[]
  }>`
    select a.account_id as account, p.id as person, p.state, p.email_lookup as lookup,
      array(select b.account_id from accounts b where b.tenant = p.tenant and b.person = p.id) as all
    from accounts a join people p on p.tenant = a.tenant and p.id = a.person
    where a.tenant = ${tenant} and a.platform = ${platform} and a.account_id = any(${[...accountIds]})`.execute(
    tx,
  )
  return new Map(
    rows.map(({ account, person, state, lookup, all }) => [
      account,
      state === 'active' ? { person, accountIds: all, emailLookup: lookup } : null,
    ]),
  )
}

/**
 * Everyone who rules Dex: a role above employee, or a delegation granted for others (T8). `accounts` are `platform:id`;
 * `lookups` are keyed hashes of their addresses: an address links no account (T22), it only ever makes more of them count
 * as a ruler's, such as one on a platform that they have not connected.
 */
export async function listRulers(
  tenant: TenantId,
  tx: Tx,
): Promise<{ accounts: Set<string>; lookups: Set<string> }> {
  const rows = await selectRulers(tx, { tenant })
  return {
    accounts: new Set(rows.flatMap((row) => (row.account === null ? [] : [row.account]))),
    lookups: new Set(rows.map((row) => row.email_lookup)),
  }
}

const selectRulers = prepared<{ tenant: string }, { account: string | null; email_lookup: string }>(
  (database, value) =>
    database
      .selectFrom('people as p')
      .leftJoin('accounts as a', (join) =>
        join.onRef('a.tenant', '=', 'p.tenant').onRef('a.person', '=', 'p.id'),
      )
      .select([sql<string | null>`a.platform || ':' || a.account_id`.as('account'), 'p.email_lookup'])
      .where('p.tenant', '=', value('tenant'))
      .where((where) =>
        where.or([
          sql<boolean>`p.roles && array['admin', 'approver', 'operator', 'auditor']`,
          where.exists(
            where
              .selectFrom('connections as c')
              .select('c.id')
              .whereRef('c.tenant', '=', 'p.tenant')
              .whereRef('c.person', '=', 'p.id')
              .where('c.kind', 'in', ['admin', 'investigate']),
          ),
        ]),
      ),
)

/** Everybody who may say yes or no in the console, as of their last sign-in; what somebody is entitled to, the gate reads. */
export async function listDeciders(tenant: TenantId, tx: Tx): Promise<string[]> {
  const rows = await tx
    .selectFrom('people')
    .select('id')
    .where('tenant', '=', tenant)
    .where('state', '=', 'active')
    .where(sql<boolean>`roles && array['admin', 'approver']`)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

/** How many of these people may not act any more: disabled, or not there. */
export async function countNotActive(tenant: TenantId, tx: Tx, people: readonly string[]): Promise<number> {
  const wanted = [...new Set(people)]
  const active = await selectActive(tx, { tenant, wanted })
  return wanted.length - active.length
}

const selectActive = prepared<{ tenant: string; wanted: string[] }, { id: string }>((database, value) =>
  database
    .selectFrom('people')
    .select('id')
    .where('tenant', '=', value('tenant'))
    .where(sql<boolean>`id = any(${value('wanted')})`)
    .where('state', '=', 'active'),
)
