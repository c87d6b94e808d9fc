import { z } from 'zod'
import { defineAction } from '../define.ts'
import { named, opaqueId, userTarget } from './fields.ts'

export const microsoftUserDeleteAuthMethod = defineAction({
  name: 'microsoft.user.delete_auth_method',
  version: 1,
  platform: 'microsoft',
  params: z.strictObject({
    type: z
      .enum(['phone', 'microsoftAuthenticator', 'fido2', 'softwareOath', 'temporaryAccessPass'])
      .describe('as `microsoft.user.list_auth_methods` shows it'),
    method: opaqueId('id of the method, from `microsoft.user.list_auth_methods`'),
  }),
  target: userTarget,
  targetType: 'user',
  objects: [],
  write: true,
  credential: true,
  disclosable: [],
  settlesMs: 5_000,
  risk: 'high',
  reversible: null,
  selfService: false,
  scopes: [
    'UserAuthMethod-MicrosoftAuthApp.ReadWrite.All',
    'UserAuthMethod-Passkey.ReadWrite.All',
    'UserAuthMethod-Phone.ReadWrite.All',
    'UserAuthMethod-SoftwareOATH.ReadWrite.All',
    'UserAuthMethod-TAP.ReadWrite.All',
    'UserAuthenticationMethod.Read.All',
  ],
  adminRight:
    'authentication or privileged authentication administrator; the target’s own roles decide which',
  preconditions: ['the method is not the default one while others stand: delete the others first'],
  events: ['Admin deleted security info'],
  call: 'DELETE /users/{id}/authentication/{phone|microsoftAuthenticator|fido2|softwareOath|temporaryAccessPass}Methods/{method}',
  readBack: 'GET /users/{id}/authentication/methods has no such id',
  help: 'Remove one sign-in method of a user, such as the Authenticator on a lost phone. They register a new one at the next sign-in.',
  returns: z.strictObject({ deleted: z.literal(true) }),
  sentence: ({ target, params }) =>
    `remove the sign-in method ${params.type} (${params.method}) of ${named(target, 'the user')}; cannot be taken back`,
})
