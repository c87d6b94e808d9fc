import { DexError } from '#contract/error.ts'
import type { RequestId } from '#contract/ids.ts'
import { PublicationStatement } from '#contract/publication.ts'
import { type ApprovalRow, findApprovalOf } from '#store/approvals.ts'
import { type ConnectionView, listUsable } from '#store/connections.ts'
import type { Tx } from '#store/database.ts'
import { type CheckedDecision, listDecisions } from '#store/decisions.ts'
import { findPublication, type PublicationRow } from '#store/publications.ts'
import type { TenantSettings } from '#store/schema.ts'
import { findSettings, runsInstallation } from '#store/tenants.ts'
import { canonicalJson, sha256Digest } from '#vault/hashes.ts'
import type { GateDeps } from '../deps.ts'

/** There is one: a publication is one change. */
export const publicationStep = 1

export interface LoadedPublication {
  row: PublicationRow
  statement: PublicationStatement
  settings: TenantSettings
  approval: ApprovalRow | null
  decisions: CheckedDecision[]
  /** The investigating delegations, which tell who is entitled. */
  connections: ConnectionView[]
}

/**
 * The publication whose workflow this is. INVARIANT: what it says is taken from the statement that api signed for its
 * author, never from the columns beside it. Throws `request_unknown`, `tenant_suspended`, `statement_unsigned`,
 * `statement_mismatch`.
 */
export async function loadPublication(deps: GateDeps, workflowId: string): Promise<LoadedPublication> {
  const found = await deps.database.read(deps.tenant, (tx) => rowsOf(deps, tx, workflowId))
  const statement = verifiedStatement(deps, found.row)
  // The operator's bundle is every tenant's.
  if (
    statement.owner === 'operator' &&
    !(await runsInstallation(deps.database, deps.operatorTenant, deps.tenant))
  )
    throw new DexError('statement_mismatch', 'this tenant does not run the installation')
  return { ...found, statement }
}

async function rowsOf(deps: GateDeps, tx: Tx, id: string) {
  const { tenant } = deps
  const row = await findPublication(tenant, tx, id)
  const settings = await findSettings(tenant, tx)
  if (!row || !settings) throw new DexError('request_unknown', 'nobody asked for this publication')
  await assertActive(deps, tx)
  return {
    row,
    settings,
    approval: (await findApprovalOf(tenant, tx, id as RequestId, publicationStep)) ?? null,
    decisions: await listDecisions(tenant, tx, id as RequestId, publicationStep),
    connections: await listUsable(tenant, tx, { person: null, connection: null }),
  }
}

export async function assertActive(deps: Pick<GateDeps, 'tenant'>, tx: Tx): Promise<void> {
  const row = await tx
    .selectFrom('tenants')
    .select('state')
    .where('tenant', '=', deps.tenant)
    .executeTakeFirst()
  if (row?.state !== 'active') throw new DexError('tenant_suspended')
}

function verifiedStatement(deps: GateDeps, row: PublicationRow): PublicationStatement {
  const parsed = PublicationStatement.safeParse(row.statement)
  if (!parsed.success) throw new DexError('statement_malformed')
  const statement = parsed.data
  if (!deps.verify({ statement, signature: row.signature }, new Date(statement.issuedAt))) {
    throw new DexError('statement_unsigned')
  }
  const same =
    statement.tenant === deps.tenant &&
    statement.publication === row.id &&
    statement.owner === row.owner &&
    statement.digest === row.digest &&
    row.id === `${statement.tenant}/bundle/${statement.digest}/${row.ordinal}` &&
    // What people are shown of the change is what its author's statement names.
    statement.review === sha256Digest(`dex/publication-review/v1\n${canonicalJson(row.review)}`)
  if (!same) throw new DexError('statement_mismatch')
  return statement
}
