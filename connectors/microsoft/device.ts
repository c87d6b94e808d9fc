import type { ManagedDevice as GraphManagedDevice } from '@microsoft/microsoft-graph-types'
import { z } from 'zod'
import { type FieldsOf, read } from './answer.ts'
import { asked } from './collect.ts'
import type { Graph } from './run.ts'

const text = z
  .string()
  .nullish()
  .transform((value) => (value === '' ? null : (value ?? null)))

export const Device = z.object({
  id: z.string(),
  userId: text,
  deviceName: z.string(),
  operatingSystem: text,
  osVersion: text,
  managedDeviceOwnerType: text,
  complianceState: text,
  lastSyncDateTime: text,
  deviceActionResults: z
    .array(z.object({ actionName: z.string().nullish(), startDateTime: z.string().nullish() }))
    .nullish()
    .transform((value) => value ?? []),
} satisfies FieldsOf<GraphManagedDevice>)
export type Device = z.output<typeof Device>

export const deviceFields = Object.keys(Device.shape)

export const readDevice = async (graph: Graph, id: string): Promise<Device> =>
  read(
    Device,
    await asked(graph, { path: `deviceManagement/managedDevices/${id}`, select: deviceFields }).get(),
  )
