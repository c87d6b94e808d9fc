import { stableId } from '#sandbox/base/ids.ts'
import type { Case as AnyCase } from '../every-action.ts'
import type { SandboxOkta } from '../support/sandbox-okta.ts'

export type Case = AnyCase<SandboxOkta>

export const nobodyId = '00uZZZZZZZZZZZZZZZZZ'
export const executive = (okta: SandboxOkta): string => okta.person('Account Executive').id
export const pushFactor = (userId: string): string => stableId('opf', 20, userId, 'push')
export const withStatus = (status: Parameters<SandboxOkta['withStatus']>[0]) => (okta: SandboxOkta) =>
  okta.withStatus(status)
export const naming = (user: (okta: SandboxOkta) => string) => (okta: SandboxOkta) => ({ user: user(okta) })
