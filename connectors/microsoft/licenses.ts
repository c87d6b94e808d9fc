import type { SubscribedSku as GraphSubscribedSku, User as GraphUser } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { type FieldsOf, read } from './answer.ts'
import { asked, collect } from './collect.ts'
import type { Graph } from './run.ts'

const SKUS_MAX = 500

const Sku = z.object({
  skuId: z.string(),
  skuPartNumber: z.string(),
  appliesTo: z.string(),
  capabilityStatus: z.string(),
  consumedUnits: z.int(),
  prepaidUnits: z.object({ enabled: z.int() }),
} satisfies FieldsOf<GraphSubscribedSku>)
export type Sku = z.output<typeof Sku>

/** What the organization has subscribed to that people can have. */
export async function listSkus(graph: Graph): Promise<Sku[]> {
  const skus = await collect(graph, { path: 'subscribedSkus' }, Sku, SKUS_MAX)
  return skus.filter((sku) => sku.appliesTo === 'User')
}

const Licensed = z.object({
  id: z.string(),
  assignedLicenses: z.array(z.object({ skuId: z.string(), disabledPlans: z.array(z.string()).nullish() })),
  licenseAssignmentStates: z
    .array(
      z.object({
        skuId: z.string(),
        assignedByGroup: z.string().nullish(),
        state: z.string().nullish(),
      }),
    )
    .nullish()
    .transform((value) => value ?? []),
} satisfies FieldsOf<GraphUser>)

export const readLicensed = async (graph: Graph, userId: string): Promise<z.output<typeof Licensed>> =>
  read(
    Licensed,
    await asked(graph, {
      path: `users/${userId}`,
      select: ['id', 'assignedLicenses', 'licenseAssignmentStates'],
    }).get(),
  )

export const hasLicense = async (graph: Graph, userId: string, skuId: string): Promise<boolean> =>
  (await readLicensed(graph, userId)).assignedLicenses.some((license) => license.skuId === skuId)
