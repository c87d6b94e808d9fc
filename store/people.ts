import { type Selectable, sql } from 'kysely'
import type { PersonId, TenantId } from '#contract/ids.ts'
import { newPersonId } from '#contract/new-id.ts'
import type { Tx } from './database.ts'
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
  return tx
    .selectFrom('people')
    .selectAll()
    .where('tenant', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst()
}

/** Accounts that the person linked by signing in on the platform. */
export async function findAccount(
  tenant: TenantId,
  tx: Tx,
  person: string,
  platform: string,
): Promise<{ org: string; account_id: string } | undefined> {
  return tx
    .selectFrom('accounts')
    .select(['org', 'account_id'])
    .where('tenant', '=', tenant)
    .where('person', '=', person)
    .where('platform', '=', platform)
    .executeTakeFirst()
}

/**
 * Accounts, as `platform:id`, of everyone who rules Dex: a role above employee, or a delegation granted for others (T8).
 */
export async function listRulerAccounts(tenant: TenantId, tx: Tx): Promise<Set<string>> {
  const rows = await tx
    .selectFrom('accounts as a')
    .innerJoin('people as p', (join) =>
      join.onRef('p.tenant', '=', 'a.tenant').onRef('p.id', '=', 'a.person'),
    )
    .select(['a.platform', 'a.account_id'])
    .where('a.tenant', '=', tenant)
    .where((where) =>
      where.or([
        sql<boolean>`p.roles && array['admin', 'approver', 'operator', 'auditor']`,
        where.exists(
          where
            .selectFrom('connections as c')
            .select('c.id')
            .whereRef('c.tenant', '=', 'a.tenant')
            .whereRef('c.person', '=', 'a.person')
            .where('c.kind', 'in', ['admin', 'investigate']),
        ),
      ]),
    )
    .execute()
  return new Set(rows.map((row) => `${row.platform}:${row.account_id}`))
}
