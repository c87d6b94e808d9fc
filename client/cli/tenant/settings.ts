import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { escalationCategories } from '#contract/turn.ts'
import { Window } from '#policy/schema/obligations.ts'
import type { Database, Tx } from '#store/database.ts'
import { appendLog } from '#store/log.ts'
import type { TenantSettings } from '#store/schema.ts'
import { findSettings } from '#store/tenants.ts'

const count = (most: number) => z.int().min(1).max(most)
const dollars = z.number().positive().max(10_000_000)
const daysMax = 30 * 86_400

const EscalationRule = z.strictObject({
  to: z.string().trim().min(1).max(200),
  categories: z.array(z.enum(escalationCategories)).min(1).optional(),
  channels: z
    .array(z.enum(['ticket', 'go', 'pro']))
    .min(1)
    .optional(),
  departments: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
  hours: Window.optional(),
})

/** What a tenant may be told to do otherwise. Nothing in it gives anybody a right: those are made with the tenant, or policy. */
const changeable = {
  budgets: z.strictObject({
    requestUsd: dollars.optional(),
    dayTokens: count(1e12).optional(),
    dayUsd: dollars.optional(),
    monthUsd: dollars.optional(),
  }),
  bounds: z.strictObject({
    turns: count(200),
    denials: count(50),
    tokens: count(1e9),
    hours: count(24 * 30),
  }),
  escalation: z.array(EscalationRule).max(100),
  questions: z
    .strictObject({
      remindAfterSeconds: count(daysMax),
      reminders: z.int().min(0).max(10),
      closeAfterSeconds: count(daysMax),
    })
    .refine((each) => each.remindAfterSeconds < each.closeAfterSeconds, {
      error: 'a reminder comes before the close',
      path: ['remindAfterSeconds'],
    }),
  remindAfterSeconds: count(daysMax),
  links: z.array(
    z.url({ protocol: /^https$/ }).refine((url) => new URL(url).origin === url, 'write an origin'),
  ),
  bulk: z
    .strictObject({
      linesMax: count(10_000),
      canary: count(100),
      width: count(32),
      failurePercent: z.int().min(0).max(100),
      samplesAbove: count(10_000),
      samples: count(50),
    })
    .partial(),
}

/** Null takes one out, where it need not be said. */
const Change = z.strictObject({
  budgets: changeable.budgets.nullable().optional(),
  bounds: changeable.bounds.optional(),
  escalation: changeable.escalation.nullable().optional(),
  questions: changeable.questions.nullable().optional(),
  remindAfterSeconds: changeable.remindAfterSeconds.optional(),
  links: changeable.links.nullable().optional(),
  bulk: changeable.bulk.nullable().optional(),
})
type Change = z.output<typeof Change>
const names = Change.keyof().options

/** Throws `input_invalid` with the place in the file and the mend. */
export async function readChange(file: string): Promise<Change> {
  let said: unknown
  try {
    said = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    throw new DexError('input_invalid', `\`${file}\` is no JSON that can be read`, { cause })
  }
  const parsed = Change.safeParse(said)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new DexError(
    'input_invalid',
    `\`${file}\`: ${issue?.path.join('.') || 'the file'}: ${issue?.message ?? ''}`,
    {
      mend: `name only ${names.join(', ')}; docs/operations.md has them`,
    },
  )
}

export type Shown = Pick<TenantSettings, (typeof names)[number]>

const shown = (settings: TenantSettings): Shown =>
  Object.fromEntries(
    names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])),
  ) as Shown

/** What is set. Throws `not_found`. */
export const readSettings = (database: Database, tenant: TenantId): Promise<Shown> =>
  database.read(tenant, async (tx) => shown(await settingsOf(tenant, tx)))

/** Sets what is named and leaves the rest, on record. From the next turn, hand-over or list on it is so. Throws `not_found`. */
export const changeSettings = (database: Database, tenant: TenantId, change: Change): Promise<Shown> =>
  database.transaction(tenant, async (tx) => {
    const before = await settingsOf(tenant, tx)
    const merged = Object.fromEntries(
      Object.entries({ ...before, ...change }).filter(([, value]) => value !== null && value !== undefined),
    ) as unknown as TenantSettings
    await tx
      .updateTable('tenant_settings')
      .set({ settings: JSON.stringify(merged) })
      .where('tenant', '=', tenant)
      .execute()
    await appendLog(tenant, tx, {
      v: 1,
      kind: 'settings.changed',
      at: new Date().toISOString(),
      by: { role: 'dex' },
      code: 'settings_set',
      detail: { settings: Object.keys(change).toSorted().join(' ') },
    })
    return shown(merged)
  })

async function settingsOf(tenant: TenantId, tx: Tx): Promise<TenantSettings> {
  const settings = await findSettings(tenant, tx)
  if (!settings) throw new DexError('not_found', `there is no tenant \`${tenant}\``)
  return settings
}
