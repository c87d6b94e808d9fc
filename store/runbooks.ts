import { sql } from 'kysely'
import type { TenantId } from '#contract/ids.ts'
import type { InForce } from './bundles.ts'
import type { Tx } from './database.ts'

/** What is searched for, in characters; more of a long ticket says no more of what it is about. */
const wantedMax = 2_000
/** A word of the title or the keywords says more than one of the text. */
const titleWeight = 3
/** Of a word that stands in one runbook alone: one in its text does not suffice, one in its title does. */
const scoreMin = 1.5

/**
 * Ids of the runbooks in force whose words fit, best first. A word counts the more the fewer runbooks have it, so that what
 * everybody writes finds nothing. A few hundred rows a bundle are gone through: under row-level security no index of words
 * would be used. What is searched for is parsed once for each language (`materialized`), and not for each word.
 */
export async function findRunbooks(
  tenant: TenantId,
  tx: Tx,
  inForce: InForce,
  wanted: string,
  limit: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with books as (
      select id, language, words from operator_runbooks where digest = ${inForce.operator}
      union all
      select id, language, words from tenant_runbooks where tenant = ${tenant} and digest = ${inForce.tenant}
    ), asked as materialized (
      select language,
        tsvector_to_array(to_tsvector(language, ${wanted.replaceAll('\0', '').slice(0, wantedMax)})) as words
      from (select distinct language from books) l
    ), hits as (
      select b.id, h.lexeme, 'A' = any(h.weights) as titled
      from books b join asked a using (language), unnest(b.words) h
      where h.lexeme = any(a.words)
    ), counted as (
      select count(*)::float as books from books
    ), worth as (
      select lexeme, ln(1 + c.books / count(*)) as worth from hits, counted c group by lexeme, c.books
    ), scored as (
      select id, sum(worth * case when titled then ${titleWeight}::float else 1 end) as score
      from hits join worth using (lexeme) group by id
    )
    select id from scored, counted where score >= ${scoreMin}::float * ln(1 + books)
    order by score desc, id limit ${limit}
  `.execute(tx)
  return rows.map(({ id }) => id)
}
