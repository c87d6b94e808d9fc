import { z } from 'zod'

export const FaultPlan = z.array(
  z.strictObject({
    match: z.strictObject({
      method: z.string().optional(),
      path: z.string().default('').describe('regular expression over the path'),
    }),
    times: z.int().min(1).default(1),
    kind: z.enum([
      'status429',
      'status500',
      'reset_before',
      'reset_after',
      'delay',
      'expired_token',
      'stale_read',
    ]),
    ms: z.int().min(0).max(600_000).optional(),
  }),
)
export type Fault = z.infer<typeof FaultPlan>[number]

export interface Faults {
  plan(faults: Fault[]): void
  /** The first planned fault that fits, counted down. */
  take(method: string, path: string): Fault | null
  remaining(): Fault[]
  clear(): void
}

export function createFaults(): Faults {
  let planned: { fault: Fault; path: RegExp; left: number }[] = []
  return {
    plan(faults) {
      const added = faults.map((fault) => ({ fault, path: new RegExp(fault.match.path), left: fault.times }))
      planned = [...planned, ...added]
    },
    take(method, path) {
      const hit = planned.find(
        (entry) => (entry.fault.match.method ?? method) === method && entry.path.test(path),
      )
      if (!hit) return null
      hit.left -= 1
      if (hit.left === 0) planned = planned.filter((entry) => entry !== hit)
      return hit.fault
    },
    remaining: () => planned.map((entry) => ({ ...entry.fault, times: entry.left })),
    clear() {
      planned = []
    },
  }
}
