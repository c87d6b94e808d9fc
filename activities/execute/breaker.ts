import type { Clock } from '#contract/clock.ts'
import { DexError, isDexError } from '#contract/error.ts'
import type { Logger } from '#contract/logger.ts'
import type { Metrics } from '#contract/metrics.ts'

/**
 * Keeps calls from a platform that does not answer: after some failures in a row nobody calls it for a while, then one call
 * looks whether it is back. Whoever is kept from it waits and goes on; no request fails of it.
 */
export interface Breaker {
  /**
   * Runs `work`, or throws `platform_unavailable` at once with the time until it is worth trying again. `of` is one platform of
   * one tenant.
   */
  through<Result>(of: Of, work: () => Promise<Result>): Promise<Result>
}

interface Of {
  tenant: string
  platform: string
}

interface Circuit {
  /** In a row. */
  failures: number
  /** Nobody calls before; null while it is closed. */
  openUntil: number | null
  /** How long it was opened for the last time, in milliseconds. */
  openMs: number
  looking: boolean
}

const failuresMax = 5
const openMsMin = 2_000
const openMsMax = 60_000
/** Of circuits that nobody used for long; those that are open stay. */
const keptMax = 10_000

/** That a platform does not answer, as opposed to an answer that somebody does not like. */
const silent = ['platform_unavailable', 'platform_timeout'] as const

export function createBreaker(deps: {
  clock: Clock
  logger: Logger
  metrics: Pick<Metrics, 'platformKept' | 'platformsAway'>
  /** From 0 to 1. */
  random?: () => number
}): Breaker {
  const { clock, logger, metrics, random = Math.random } = deps
  const circuits = new Map<string, Circuit>()

  const circuitOf = (name: string): Circuit => {
    const known = circuits.get(name)
    if (known) return known
    if (circuits.size >= keptMax)
      for (const [other, { openUntil }] of circuits) if (openUntil === null) circuits.delete(other)
    const circuit = { failures: 0, openUntil: null, openMs: 0, looking: false }
    circuits.set(name, circuit)
    return circuit
  }

  const tell = (platform: string): void => {
    const away = [...circuits].filter(
      ([name, { openUntil }]) => openUntil !== null && name.endsWith(`/${platform}`),
    )
    metrics.platformsAway({ platform, tenants: away.length })
  }

  const answered = (circuit: Circuit, of: Of): void => {
    circuit.failures = 0
    if (circuit.openUntil === null) return
    circuit.openUntil = null
    circuit.openMs = 0
    logger.info({ ...of }, 'the platform answers again')
    tell(of.platform)
  }

  const unanswered = (circuit: Circuit, of: Of): void => {
    circuit.failures += 1
    const { openUntil, failures } = circuit
    // Calls that were under way when it opened say nothing new.
    if (openUntil === null ? failures < failuresMax : clock() < openUntil) return
    circuit.openMs = Math.min(openMsMax, Math.max(openMsMin, circuit.openMs * 2))
    circuit.openUntil = clock() + circuit.openMs
    logger.warn({ ...of, ms: circuit.openMs }, 'the platform does not answer; nobody calls it for now')
    tell(of.platform)
  }

  return {
    async through({ tenant, platform }, work) {
      const circuit = circuitOf(`${tenant}/${platform}`)
      const { openUntil } = circuit
      if (openUntil !== null) {
        const leftMs = openUntil - clock()
        if (leftMs > 0 || circuit.looking) {
          metrics.platformKept({ platform })
          // Spread, so that those who wait do not come back all at once.
          const retryAfterMs = Math.max(leftMs, 500) + Math.round(random() * openMsMin)
          throw new DexError('platform_unavailable', undefined, { log: 'kept from it', retryAfterMs })
        }
        circuit.looking = true
      }
      try {
        const result = await work()
        answered(circuit, { tenant, platform })
        return result
      } catch (error) {
        if (silent.some((code) => isDexError(error, code))) unanswered(circuit, { tenant, platform })
        else if (isDexError(error) && error.code.startsWith('platform_'))
          answered(circuit, { tenant, platform })
        throw error
      } finally {
        circuit.looking = false
      }
    },
  }
}
