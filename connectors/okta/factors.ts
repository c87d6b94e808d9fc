import type { Client, UserFactor } from '@okta/okta-sdk-nodejs'
import { DexError } from '#contract/error.ts'
import { collect } from './collect.ts'

const FACTORS_MAX = 100

/**
 * The factors that Okta shows for a user. It shows those which the user's enrolment policy allows, judged from the
 * caller's network: an empty list is what can be read, not a proof.
 */
export async function listFactors(client: Client, userId: string): Promise<UserFactor[]> {
  const factors = await collect(await client.userFactorApi.listFactors({ userId }), FACTORS_MAX)
  if (factors.some((factor) => typeof factor.id !== 'string')) {
    throw new DexError('platform_bad_answer', undefined, { log: 'okta: not a list of factors' })
  }
  return factors
}
