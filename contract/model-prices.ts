import { z } from 'zod'

const Price = z.strictObject({
  input: z.number().nonnegative(),
  output: z.number().nonnegative(),
  /** Of input tokens that were read from the provider's cache, or written to it; as input unless said. */
  cacheRead: z.number().nonnegative().optional(),
  cacheWrite: z.number().nonnegative().optional(),
})

/** US dollars for a million tokens, by the beginning of a model's name; the longest that fits counts. */
export const ModelPrices = z.record(z.string().min(1), Price)
export type ModelPrices = z.infer<typeof ModelPrices>
