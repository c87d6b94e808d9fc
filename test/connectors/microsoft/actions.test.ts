import { everyAction } from '../every-action.ts'
import { cases } from './cases.ts'
import { sandboxMicrosoft } from './sandbox-microsoft.ts'

const nobody = '00000000-0000-4000-8000-000000000000'

everyAction(
  {
    platform: 'microsoft',
    start: sandboxMicrosoft,
    admin: 'Head of IT',
    auditor: 'Head of IT',
    signIn: ['openid', 'profile', 'email'],
    nobody: { user: nobody, deleted_user: nobody, group: nobody, device: nobody },
    scopeMissing: 'Authorization_RequestDenied',
    requestId: /^[0-9a-f-]{36}$/,
  },
  cases,
)
