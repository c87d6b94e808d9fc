import type { Destruction, KeyProvider } from './key-provider.ts'

/**
 * Two providers, both needed: `ours`, files that end at once, around `theirs`, whose own deletion may take days (T24).
 * Without our share nothing unwraps, whatever the other keeps, and it is not even asked.
 */
export function createLayeredKeyProvider(ours: KeyProvider, theirs: KeyProvider): KeyProvider {
  return {
    describe: `${theirs.describe}, with a share in ${ours.describe}`,
    async createTenant(tenant) {
      const made = await ours.createTenant(tenant)
      return (await theirs.createTenant(tenant)) || made
    },
    wrap: async (tenant, key, label) => ours.wrap(tenant, await theirs.wrap(tenant, key, label), label),
    unwrap: async (tenant, wrapped, label) =>
      theirs.unwrap(tenant, await ours.unwrap(tenant, wrapped, label), label),
    async rotate(tenant) {
      await theirs.rotate(tenant)
      await ours.rotate(tenant)
    },
    isCurrent: async (tenant, wrapped, label) =>
      (await ours.isCurrent(tenant, wrapped, label)) &&
      theirs.isCurrent(tenant, await ours.unwrap(tenant, wrapped, label), label),
    async retire(tenant) {
      await theirs.retire(tenant)
      await ours.retire(tenant)
    },
    async destroyTenant(tenant): Promise<Destruction | null> {
      const gone = await ours.destroyTenant(tenant)
      return (await theirs.destroyTenant(tenant)) ?? gone
    },
  }
}
