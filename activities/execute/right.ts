import { SignedDeputy } from '#contract/deputy.ts'
import type { TenantId } from '#contract/ids.ts'
import type { DecisionStatement } from '#contract/statement.ts'
import type { ConnectionView } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { type DeputyRow, listDeputies } from '#store/deputies.ts'
import type { TenantSettings } from '#store/schema.ts'
import type { GateDeps } from '../deps.ts'
import type { KnownPerson, Loaded } from './context.ts'
import { type Entitlement, readEntitlement } from './entitlement.ts'
import { excluded, type Touched } from './excluded.ts'
import type { Yes } from './quorum.ts'

/** By what right a statement speaks: the approver's own, or that of the person whose deputy they are. */
export interface Right {
  person: string
  /** Null: their own. */
  onBehalfOf: string | null
  /** Of whoever's right it is. */
  roles: Set<string>
  groups: Set<string>
  /** Everybody who must have had no hand in it: the approver, and whose right it is. */
  people: { person: string; entitled: Entitlement }[]
}

interface Around {
  settings: TenantSettings
  connections: readonly ConnectionView[]
  sayers?: ReadonlyMap<string, KnownPerson>
}

/**
 * Read now, as every entitlement is (T10); null where it is spoken on behalf of somebody whose deputy they are not. INVARIANT: a
 * delegation hands on what its giver is entitled to themselves, never what was handed to them (T17).
 */
export async function readRight(
  deps: GateDeps,
  { settings, connections, sayers }: Around,
  statement: DecisionStatement,
): Promise<Right | null> {
  const { person } = statement.approver
  const { onBehalfOf } = statement
  const read = (who: string) => readEntitlement(deps, settings, connections, who, sayers?.get(who))
  const own = await read(person)
  const self = { person, entitled: own }
  if (onBehalfOf === null) return { person, onBehalfOf, roles: own.roles, groups: own.groups, people: [self] }
  const stands = await deps.database.read(deps.tenant, (tx) => standsIn(deps, tx, statement))
  if (!stands || !own.active) return null
  const theirs = await read(onBehalfOf)
  const people = [self, { person: onBehalfOf, entitled: theirs }]
  return { person, onBehalfOf, roles: theirs.roles, groups: theirs.groups, people }
}

/**
 * Whether the person in whose name it is said had named the approver their deputy for the moment of saying it, signed, and has not
 * taken that back since.
 */
export async function standsIn(
  { tenant, verify }: Pick<GateDeps, 'tenant' | 'verify'>,
  tx: Tx,
  statement: DecisionStatement,
): Promise<boolean> {
  const { approver, onBehalfOf: person, issuedAt } = statement
  if (person === null) return true
  const rows = await listDeputies(tenant, tx, { person, deputy: approver.person, limit: 100 })
  return rows.some(
    (row) => row.ended_at === null && covers(verify, tenant, row, statement.onBehalfOf, issuedAt),
  )
}

/** INVARIANT: the columns beside it are no word of anybody: what was signed counts. */
function covers(
  verify: GateDeps['verify'],
  tenant: TenantId,
  { id, deputy, statement, signature }: DeputyRow,
  person: string | null,
  at: string,
): boolean {
  const parsed = SignedDeputy.safeParse({ statement, signature })
  if (!parsed.success) return false
  const said = parsed.data.statement
  const moment = Date.parse(at)
  return (
    said.tenant === tenant &&
    said.id === id &&
    said.person.person === person &&
    said.deputy === deputy &&
    Date.parse(said.issuedAt) <= moment &&
    Date.parse(said.from) <= moment &&
    moment < Date.parse(said.until) &&
    verify(parsed.data, new Date(said.issuedAt))
  )
}

/** As a yes among others. */
export const yesBy = (
  loaded: Pick<Loaded, 'request'>,
  touched: Touched,
  right: Right,
  proof: string | null,
): Yes => ({
  person: right.person,
  ...(right.onBehalfOf !== null && { onBehalfOf: right.onBehalfOf }),
  roles: right.roles,
  groups: right.groups,
  proof,
  excluded: right.people.some(({ person, entitled }) => excluded(loaded, touched, person, entitled)),
})
