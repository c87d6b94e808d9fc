import type Provider from 'oidc-provider'
import { signInStrength } from '../oidc/policy.ts'
import type { Account } from '../oidc/server.ts'

/** Does what the person at the verification page would do. False when no such code waits. */
export async function approveDevice(
  provider: Provider,
  userCode: string,
  account: Account,
): Promise<boolean> {
  const normalized = userCode.toUpperCase().replace(/\W/g, '')
  const code = await provider.DeviceCode.findByUserCode(normalized)
  if (!code || code.accountId || code.error || !code.clientId) return false
  const scope = typeof code.params?.scope === 'string' ? code.params.scope : 'openid'
  const grant = new provider.Grant({ clientId: code.clientId, accountId: account.id })
  grant.addOIDCScope(scope)
  const grantId = await grant.save()
  Object.assign(code, {
    accountId: account.id,
    grantId,
    scope,
    authTime: Math.floor(Date.now() / 1000),
    ...signInStrength,
  })
  await code.save()
  return true
}
