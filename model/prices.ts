import type { ModelTurn } from '#contract/model.ts'
import type { ModelPrices } from '#contract/model-prices.ts'

/** In millionths of a dollar, rounded up; 0 where no price is known. */
export function costMicrosOf(
  prices: ModelPrices,
  { model, usage }: Pick<ModelTurn, 'model' | 'usage'>,
): number {
  const [name] = Object.keys(prices)
    .filter((each) => model.startsWith(each))
    .toSorted((left, right) => right.length - left.length)
  const price = name === undefined ? undefined : prices[name]
  if (!price) return 0
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage
  const plain = inputTokens - cacheReadTokens - cacheWriteTokens
  return Math.ceil(
    plain * price.input +
      cacheReadTokens * (price.cacheRead ?? price.input) +
      cacheWriteTokens * (price.cacheWrite ?? price.input) +
      outputTokens * price.output,
  )
}
