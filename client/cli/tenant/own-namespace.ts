import { DexError } from '#contract/error.ts'
import type { Configuration } from '#process/configuration/read.ts'

const form = /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/

/** Throws `usage` for a name that is none, or is the one that tenants share. */
export function assertOwnNamespace(namespace: string, configuration: Configuration<'dex'>): void {
  if (!form.test(namespace)) {
    throw new DexError('usage', `\`${namespace}\` is not a namespace`, {
      mend: 'letters, digits, dots, dashes; such as acme-dex',
    })
  }
  if (namespace !== configuration.temporalNamespace) return
  throw new DexError('usage', `\`${namespace}\` is the namespace that tenants share`, {
    mend: 'leave --namespace out, or name another one',
  })
}
