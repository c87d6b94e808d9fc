import type { z } from 'zod'

/** What JSON can say. */
export type JsonValue = z.infer<ReturnType<typeof z.json>>
