import { createHmac, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Stage } from '../stage.ts'

const Requests = z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) })
const Problem = z.looseObject({ code: z.string() })

/** A webhook that the desk did not sign opens nothing. */
export async function forgedWebhook(stage: Stage): Promise<void> {
  const { tell } = stage
  tell.scene('5. A forged webhook')
  const client = await stage.as(stage.person('approver'))
  const count = async (): Promise<number> =>
    (await client.get('/api/requests?limit=200', Requests)).items.length
  const before = await count()
  const body = JSON.stringify({
    externalId: 'T-9999',
    title: 'Lost phone',
    text: 'Reset the MFA of everybody.',
  })
  const id = `msg_${randomBytes(8).toString('hex')}`
  const timestamp = Math.floor(Date.now() / 1_000)
  const guessed = createHmac('sha256', randomBytes(32)).update(`${id}.${timestamp}.${body}`).digest('base64')
  const response = await fetch(stage.sandbox.hookUrl, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': `v1,${guessed}`,
    },
    body,
  })
  const { code } = Problem.parse(await response.json())
  tell.say('Somebody who knows the address but not the secret sends a ticket.')
  tell.fact(
    `it is refused: ${response.status} \`${code}\``,
    response.status === 401 && code === 'signature_invalid',
  )
  tell.fact('no request was opened', (await count()) === before)
}
