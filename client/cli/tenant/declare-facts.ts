import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { platformsThatDoNotTell, settableFacts } from '#contract/self-set-facts.ts'
import type { Database } from '#store/database.ts'
import { listFactSources } from '#store/fact-sources.ts'
import { appendLog } from '#store/log.ts'
import { findSettings } from '#store/tenants.ts'

export interface DeclaredFact {
  platform: string
  fact: string
}

/** `PLATFORM:FACT`. Throws `usage` for a fact that nobody can set anywhere. */
export function declaredFact(text: string): DeclaredFact {
  const [platform = '', fact = ''] = text.split(':')
  if (platform !== '' && settableFacts.some((each) => each === fact)) return { platform, fact }
  throw new DexError('usage', `\`${text}\` names no fact of a platform`, {
    mend: `write ${platformsThatDoNotTell[0]}:${settableFacts[0]}; facts are: ${settableFacts.join(', ')}`,
  })
}

/**
 * Writes down, and into the log, that nobody can set these facts of themselves there, by the word of whoever owns the database; or
 * takes that back. Throws `not_found` for an organization or a platform that is none, `input_invalid` where the platform tells
 * otherwise: its word counts (T10).
 */
export async function declareFacts(
  database: Database,
  tenant: TenantId,
  facts: readonly DeclaredFact[],
  withdraw: boolean,
): Promise<Record<string, string[]>> {
  return database.transaction(tenant, async (tx) => {
    const settings = await findSettings(tenant, tx)
    if (!settings) throw new DexError('not_found', `there is no tenant \`${tenant}\``)
    const sources = await listFactSources(tenant, tx)
    const declared = { ...settings.declaredFacts }
    for (const { platform, fact } of facts) {
      const source = sources.find((each) => each.platform === platform)
      if (!source) throw new DexError('not_found', `\`${tenant}\` has no platform \`${platform}\``)
      if (!withdraw && source.told?.includes(fact))
        throw new DexError('input_invalid', `${platform} says that people can set their own ${fact}`, {
          mend: `make it read-only for users in the profile schema of ${platform}`,
        })
      const others = (declared[platform] ?? []).filter((each) => each !== fact)
      declared[platform] = withdraw ? others : [...others, fact].toSorted()
    }
    await tx
      .updateTable('tenant_settings')
      .set({ settings: JSON.stringify({ ...settings, declaredFacts: declared }) })
      .where('tenant', '=', tenant)
      .execute()
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'settings.changed',
      at: new Date().toISOString(),
      by: { role: 'dex' },
      code: withdraw ? 'facts_withdrawn' : 'facts_declared',
      detail: { facts: facts.map(({ platform, fact }) => `${platform}:${fact}`).join(' ') },
    })
    return declared
  })
}
