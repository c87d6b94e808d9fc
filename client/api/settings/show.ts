import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { findIdentityProvider } from '#store/identity.ts'
import { listUsage } from '#store/model-usage.ts'
import { findSettings } from '#store/tenants.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { problems } from '../problems.ts'
import { callerOf } from '../session/caller.ts'
import { absoluteMsMax, idleMsMax } from '../session/limits.ts'

const Settings = z
  .strictObject({
    tenant: z.string(),
    zone: z.string(),
    /** The platform whose directory says who is entitled. */
    identitySource: z.string(),
    issuer: z.string().nullable(),
    /** A group at the identity provider, and the roles that it gives. */
    groupRoles: z.record(z.string(), z.array(z.string())),
    /** Role, and the platform's groups that the gate reads it from. */
    roleGroups: z.record(z.string(), z.array(z.string())),
    defaultApprovers: z.string(),
    owners: z.array(z.string()),
    labels: z.record(z.string(), z.array(z.string())),
    bounds: z.strictObject({ turns: z.int(), denials: z.int(), tokens: z.int(), hours: z.number() }),
    remindAfterSeconds: z.number(),
    /** Of money in US dollars; null: no bound. What reaches the first is handed over, the others stop new work. */
    budgets: z.strictObject({
      requestUsd: z.number().nullable(),
      dayTokens: z.number().nullable(),
      dayUsd: z.number().nullable(),
      monthUsd: z.number().nullable(),
    }),
    /** What models took, day by day in UTC, the latest first; money by the configured prices. */
    usage: z.array(
      z.strictObject({
        day: z.string(),
        turns: z.int(),
        tokens: z.int(),
        usd: z.number(),
        /** Those that answered, as they name themselves. */
        models: z.array(z.string()),
      }),
    ),
    /** Who looks after what is handed over: the first that fits. */
    escalation: z.array(
      z.strictObject({
        to: z.string(),
        categories: z.array(z.string()),
        channels: z.array(z.string()),
        departments: z.array(z.string()),
        hours: z.string().nullable(),
      }),
    ),
    /** Ids of the keys in use now; never a key. */
    keys: z.strictObject({
      /** Signs what people decide. */
      decisions: z.string(),
      /** Seals names and addresses. */
      names: z.string(),
      /** Seals what workflows carry. */
      workflows: z.string(),
    }),
    session: z.strictObject({ idleSeconds: z.int(), absoluteSeconds: z.int() }),
    /** Doors that open requests. */
    sources: z.array(z.strictObject({ id: z.string(), kind: z.string() })),
    platforms: z.array(z.strictObject({ platform: z.string(), origin: z.string() })),
  })
  .meta({ id: 'Settings' })

const shownMs = 31 * 24 * 3_600_000

/** `GET /api/settings`: how this tenant is set up; nothing secret. */
export function addShowSettings(app: App, deps: ApiDeps): void {
  app.get(
    '/api/settings',
    {
      schema: {
        tags: ['settings'],
        summary: 'How the tenant is set up',
        response: { 200: Settings, ...problems },
      },
    },
    async (request) => {
      const { tenant } = callerOf(request)
      const keys = {
        decisions: deps.signer.keyId,
        names: (await deps.tenantKeys.get(tenant, 'column')).id,
        workflows: (await deps.tenantKeys.get(tenant, 'payload')).id,
      }
      return deps.database.read(tenant, async (tx) => {
        const settings = await findSettings(tenant, tx)
        if (!settings) throw new DexError('not_found')
        const provider = await findIdentityProvider(tenant, tx)
        const sources = await tx
          .selectFrom('sources')
          .select(['source as id', 'kind'])
          .where('tenant', '=', tenant)
          .orderBy('source')
          .execute()
        const platforms = await tx
          .selectFrom('platform_clients')
          .select(['platform', 'origin'])
          .where('tenant', '=', tenant)
          .orderBy('platform')
          .execute()
        return {
          tenant,
          zone: settings.zone,
          identitySource: settings.identitySource,
          issuer: provider?.issuer ?? null,
          groupRoles: provider?.group_roles ?? {},
          roleGroups: settings.roleGroups,
          defaultApprovers: settings.defaultApprovers.role,
          owners: settings.owners,
          labels: settings.labels,
          bounds: settings.bounds,
          remindAfterSeconds: settings.remindAfterSeconds,
          budgets: {
            requestUsd: settings.budgets?.requestUsd ?? null,
            dayTokens: settings.budgets?.dayTokens ?? null,
            dayUsd: settings.budgets?.dayUsd ?? null,
            monthUsd: settings.budgets?.monthUsd ?? null,
          },
          usage: (await listUsage(tenant, tx, new Date(deps.clock() - shownMs))).map(
            ({ costMicros, ...day }) => ({ ...day, usd: costMicros / 1_000_000 }),
          ),
          escalation: (settings.escalation ?? []).map(
            ({ to, categories = [], channels = [], departments = [], hours }) => ({
              ...{ to, categories: [...categories], channels: [...channels], departments: [...departments] },
              hours: hours ? `${hours.days.join(', ')} ${hours.hours} ${hours.zone ?? settings.zone}` : null,
            }),
          ),
          keys,
          session: { idleSeconds: idleMsMax / 1_000, absoluteSeconds: absoluteMsMax / 1_000 },
          sources,
          platforms,
        }
      })
    },
  )
}
