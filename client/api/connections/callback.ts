import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { SealedAttempt } from '#contract/connect-attempt.ts'
import { DexError } from '#contract/error.ts'
import type { TenantId } from '#contract/ids.ts'
import { thinkQueue, workflowTypes } from '#contract/messages.ts'
import { type ConnectAttempt, resealAttempt, takeAttempt } from '#store/connect-attempts.ts'
import { openJson, sealJson } from '#vault/envelope.ts'
import type { App } from '../app.ts'
import type { ApiDeps } from '../deps.ts'
import { page, html } from '../pages/html.ts'
import { authenticate } from '../session/authenticate.ts'
import { failureCode } from '../temporal/failure-code.ts'
import { withTemporal } from '../temporal/with-temporal.ts'
import { attemptPlace, parseState, redirectUriOf, stateHash } from './attempt.ts'

/** Whatever else a platform adds is its own affair: RFC 6749 4.1.2 has us ignore it. */
const Query = z.looseObject({ state: z.string().max(400) })

/**
 * `GET /connect/{platform}/callback`: the platform's answer. Checks state and who is here, seals the code for the gate
 * and has it exchange it; no token ever reaches this process.
 */
export function addConnectCallback(app: App, deps: ApiDeps): void {
  app.get(
    '/connect/:platform/callback',
    {
      config: { limited: 'signIn' },
      schema: {
        hide: true,
        params: z.object({ platform: z.string().max(40) }),
        querystring: Query,
      },
    },
    async (request, reply) => {
      const { platform } = request.params as { platform: string }
      const { state } = request.query as z.infer<typeof Query>
      const { tenant, attempt } = await take(deps, request, platform, state)
      const returnTo = await sealCallback(deps, tenant, attempt, request.url)
      await connect(deps, tenant, attempt.id)
      if (returnTo !== '') return reply.redirect(returnTo, 302)
      return reply
        .type('text/html; charset=utf-8')
        .send(
          page(
            deps,
            'Connected',
            html`<h1>Connected</h1><p>The account on ${platform} is connected. You can close this page.</p>`,
          ),
        )
    },
  )
}

const notStartedHere = (): DexError =>
  new DexError('state_invalid', 'no connection of yours waits for this answer; nothing was stored', {
    mend: 'connect the account again from your connections',
  })

/**
 * An attempt that a browser started goes on only in that person's browser. One that a terminal started comes back
 * wherever its link was opened; there it is refused only if somebody else is signed in. Throws `state_invalid`.
 */
async function take(deps: ApiDeps, request: FastifyRequest, platform: string, state: string) {
  const caller = await authenticate(deps, request)
  // A refusal is on record with whose browser it came to.
  request.caller = caller
  const known = parseState(state)
  if (!known) throw notStartedHere()
  const { tenant, startedBy } = known
  request.attempted = tenant
  if (startedBy === 'browser' && !caller) throw notStartedHere()
  const attempt = await deps.database.transaction(tenant, async (tx) => {
    const taken = await takeAttempt(tenant, tx, stateHash(state), new Date(deps.clock()))
    const foreign = caller !== null && (caller.tenant !== tenant || caller.person !== taken?.person)
    // Thrown inside: somebody else's browser does not use up the attempt.
    if (!taken || taken.platform !== platform || foreign) throw notStartedHere()
    return taken
  })
  return { tenant, attempt }
}

async function sealCallback(
  deps: ApiDeps,
  tenant: TenantId,
  attempt: ConnectAttempt,
  url: string,
): Promise<string> {
  const key = await deps.keys.tenant(tenant, 'payload')
  const place = attemptPlace(tenant, attempt.id)
  const sealed = SealedAttempt.parse(openJson([key], attempt.sealed, place))
  // The redirect URI that was registered, with what the platform added: not the host that a header names.
  const callback = new URL(redirectUriOf(deps.publicUrl, attempt.platform))
  callback.search = new URL(url, deps.publicUrl).search
  const answered: SealedAttempt = { ...sealed, callbackUrl: callback.href }
  await deps.database.transaction(tenant, (tx) =>
    resealAttempt(tenant, tx, attempt.id, Buffer.from(sealJson(key, answered, place))),
  )
  return sealed.returnTo
}

async function connect(deps: ApiDeps, tenant: TenantId, attempt: string): Promise<void> {
  try {
    await withTemporal(deps, tenant, deps.deadlines.answerMs, (client) =>
      client.workflow.execute(workflowTypes.connect, {
        workflowId: `${tenant}/connect/${attempt}`,
        taskQueue: thinkQueue(tenant),
        args: [{ attempt }],
        workflowIdReusePolicy: 'REJECT_DUPLICATE',
        workflowExecutionTimeout: 60_000,
      }),
    )
  } catch (error) {
    const code = failureCode(error)
    throw code === null ? error : new DexError(code)
  }
}
