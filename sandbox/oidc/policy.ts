import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'

/** Asked for in `acr_values` together with `login_hint`: signs that person in without a page. */
export const unattended = 'urn:sandbox:unattended'
/** What a sign-in here amounts to: password and a second factor. */
export const signInStrength = { acr: 'urn:sandbox:mfa', amr: ['pwd', 'mfa'] }

/** Sign-in is asked for anew when another person is hinted at, or when the client wants a fresh one. */
export function createPolicy(accountIdOf: (email: string) => string | null): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  const signedInNow = (context: KoaContextWithOIDC) => Boolean(context.oidc.result?.login)
  const login = policy.get('login')
  login?.checks.add(
    new interactionPolicy.Check('hint_mismatch', 'another person is asked for', (context) => {
      const hint = context.oidc.params?.login_hint
      if (typeof hint !== 'string' || signedInNow(context)) return false
      const accountId = accountIdOf(hint)
      return accountId !== null && accountId !== context.oidc.session?.accountId
    }),
  )
  // OpenID Connect Core 3.1.2.1: max_age=0 is the same as prompt=login, also within one second.
  login?.checks.add(
    new interactionPolicy.Check('max_age_zero', 'a fresh sign-in is asked for', (context) => {
      return Number(context.oidc.params?.max_age ?? 1) === 0 && !signedInNow(context)
    }),
  )
  return policy
}
