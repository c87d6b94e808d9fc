import { z } from 'zod'
import { DexError } from '#contract/error.ts'
import { TenantId } from '#contract/ids.ts'
import { openJson, sealJson } from '#vault/envelope.ts'
import type { ApiDeps } from '../deps.ts'

const SignInAttempt = z.strictObject({
  tenant: TenantId,
  state: z.string(),
  nonce: z.string(),
  codeVerifier: z.string(),
  returnTo: z.string(),
  /** Milliseconds since the epoch. */
  expiresAt: z.int(),
  /** A fresh sign-in for one approval, by who is signed in already. */
  stepUp: z
    .strictObject({ approval: z.string(), hash: z.string(), session: z.string(), startedAt: z.int() })
    .nullable(),
})
export type SignInAttempt = z.infer<typeof SignInAttempt>

const place = (tenant: TenantId) => ({ tenant, table: 'sign_in', row: 'cookie', field: 'attempt' })

/** A sign-in under way lives in the browser that began it, sealed by api's own key: `<tenant>.<envelope>`. */
export async function sealSignIn(deps: ApiDeps, attempt: SignInAttempt): Promise<string> {
  const sealed = sealJson(await deps.doorKey(attempt.tenant), attempt, place(attempt.tenant))
  return `${attempt.tenant}.${Buffer.from(sealed).toString('base64url')}`
}

/** Throws `state_invalid` for none, one that was not made here, and one that is too old. */
export async function openSignIn(deps: ApiDeps, cookie: string | undefined): Promise<SignInAttempt> {
  const match = /^([a-z0-9-]{1,40})\.([A-Za-z0-9_-]{40,4000})$/.exec(cookie ?? '')
  const tenant = TenantId.safeParse(match?.[1])
  if (!match?.[2] || !tenant.success) throw new DexError('state_invalid')
  try {
    const key = await deps.doorKey(tenant.data)
    const attempt = SignInAttempt.parse(
      openJson([key], Buffer.from(match[2], 'base64url'), place(tenant.data)),
    )
    if (attempt.expiresAt <= deps.clock()) throw new DexError('state_invalid')
    return attempt
  } catch (cause) {
    throw new DexError('state_invalid', undefined, { cause })
  }
}
