import { isDexError } from '#contract/error.ts'
import type { Model } from '#contract/model.ts'

/** One model for triage and one for hard cases, by the request's tier. */
export const tiered = (small: Model, large: Model): Model => ({
  describe: small === large ? large.describe : `${large.describe}, for triage ${small.describe}`,
  turn: (request) => (request.tier === 'small' ? small : large).turn(request),
})

/**
 * Asks another model where the first gives no answer: overloaded, rate limited, away. A refusal is an answer and is not carried
 * elsewhere. Where both are away, the first one's error counts.
 */
export const withFallback = (first: Model, second: Model): Model => ({
  describe: `${first.describe}, else ${second.describe}`,
  async turn(request) {
    try {
      return await first.turn(request)
    } catch (error) {
      if (!isDexError(error, 'model_unavailable') || request.signal.aborted) throw error
      // The second may not know the first one's thinking.
      const messages = request.messages.map(({ role, content }) => ({
        role,
        content: content.filter((block) => block.type !== 'opaque'),
      }))
      return second.turn({ ...request, messages }).catch(() => Promise.reject(error))
    }
  },
})
