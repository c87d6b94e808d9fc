import { z } from 'zod'
import { oktaUserExpirePassword } from '#catalog/okta/user-expire-password.ts'
import type { Clock } from '#contract/clock.ts'
import type { ActionConnector, Credential } from '#contract/connector.ts'
import type { Client } from '@okta/okta-sdk-nodejs'
import { afterWrite } from '../../after-write.ts'
import { requireOktaId } from '../ids.ts'
import { parsedParams } from '../params.ts'
import { passwordHappened } from '../password-happened.ts'
import { returned } from '../returned.ts'
import type { OktaRun } from '../run.ts'
import { requireSecret } from '../secret.ts'
import { readUser } from '../user.ts'

const Answer = z.object({ tempPassword: z.string() })

export const userExpirePassword = (run: OktaRun, clock: Clock): Required<ActionConnector> => ({
  async execute(call) {
    const userId = requireOktaId(call.target?.id)
    const { temporary } = parsedParams(oktaUserExpirePassword.params, call.params)
    const { value: password, requestId } = await run(call, (client) =>
      temporary === 'none' ? expire(client, userId) : expireWithPassword(client, userId, call.credential),
    )
    const secret = temporary === 'none' ? {} : { secret: requireSecret(password, requestId) }
    const { value: user } = await afterWrite('okta', requestId, () =>
      run(call, (client) => readUser(client, userId)),
    )
    const fields = returned(oktaUserExpirePassword.returns, { status: user.status })
    return { ...secret, fields, requestId }
  },

  happened: (call) =>
    passwordHappened(run, clock, call, {
      types: oktaUserExpirePassword.events,
      status: 'PASSWORD_EXPIRED',
      // An expired password is what was wanted; that a temporary one was made, only the log can say.
      counts:
        parsedParams(oktaUserExpirePassword.params, call.params).temporary === 'none' ? 'holds' : 'never',
    }),
})

async function expire(client: Client, userId: string): Promise<null> {
  await client.userApi.expirePassword({ userId })
  return null
}

/** The SDK's own method reads the answer as a user and loses the password: this goes through its transport by hand. */
async function expireWithPassword(client: Client, userId: string, { origin }: Credential): Promise<unknown> {
  const path = `/api/v1/users/${userId}/lifecycle/expire_password_with_temp_password?revokeSessions=false`
  const answer: unknown = await client.http.postJson(`${origin}${path}`)
  return Answer.safeParse(answer).data?.tempPassword
}
