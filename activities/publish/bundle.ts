import { DexError } from '#contract/error.ts'
import type { PublicationStatement } from '#contract/publication.ts'
import { findInForce, type InForce, loadBundles } from '#store/bundles.ts'
import type { Tx } from '#store/database.ts'
import type { GateDeps } from '../deps.ts'
import { compileBundle } from '../execute/compile-bundle.ts'
import type { LoadedPublication } from './load.ts'

/**
 * That the stored bundle is the one of its digest, keeps within what its owner may say, and gives with the other owner's the
 * digest that people decide on. Throws `bundle_invalid`, `statement_mismatch`.
 */
export async function compiled(
  deps: Pick<GateDeps, 'tenant' | 'database'>,
  { statement }: Pick<LoadedPublication, 'statement'>,
): Promise<void> {
  const bodies = await deps.database.read(deps.tenant, (tx) =>
    loadBundles(deps.tenant, tx, { ...statement.base, [statement.owner]: statement.digest }),
  )
  const { [statement.owner]: body, operator } = bodies
  if (body === null || operator === null) throw new DexError('bundle_invalid')
  const named = body as { owner?: unknown; tenant?: unknown }
  if (named.owner !== statement.owner || (named.owner === 'tenant' && named.tenant !== deps.tenant)) {
    throw new DexError('bundle_invalid', 'the stored bundle is another’s')
  }
  if (compileBundle(operator, bodies.tenant).digest !== statement.united) {
    throw new DexError('statement_mismatch', 'the union has another digest')
  }
}

/** Throws `changed_meanwhile` unless what is in force is what the change was compared with. */
export async function assertBase(
  deps: Pick<GateDeps, 'tenant'>,
  tx: Tx,
  statement: PublicationStatement,
  inForce?: InForce,
): Promise<void> {
  const now = inForce ?? (await findInForce(deps.tenant, tx))
  if (now.operator !== statement.base.operator || now.tenant !== statement.base.tenant) {
    throw new DexError('changed_meanwhile', 'another policy is in force than it was compared with')
  }
}
