import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type Provider from 'oidc-provider'
import type { InteractionResults } from 'oidc-provider'
import { html, page } from '../base/html.ts'
import { signInStrength, unattended } from './policy.ts'
import type { Account } from './server.ts'

interface SignIn {
  title: string
  provider: () => Provider
  accounts: () => Account[]
  /** Told once a person has signed in. */
  signedIn?: (account: Account, request: FastifyRequest) => void
}

/** A page that lists who to be; skipped when the client asks for the unattended sign-in. */
export function addSignIn(app: FastifyInstance, options: SignIn): void {
  const finish = async (request: FastifyRequest, reply: FastifyReply, result: InteractionResults) => {
    reply.hijack()
    await options.provider().interactionFinished(request.raw, reply.raw, result)
  }
  const finishAs = (request: FastifyRequest, reply: FastifyReply, account: Account | undefined) => {
    if (!account) {
      return finish(request, reply, {
        error: 'access_denied',
        error_description: 'nobody of that name can sign in',
      })
    }
    options.signedIn?.(account, request)
    return finish(request, reply, { login: { accountId: account.id, ...signInStrength }, consent: {} })
  }
  const known = async (request: FastifyRequest, reply: FastifyReply) => {
    try {
      return await options.provider().interactionDetails(request.raw, reply.raw)
    } catch {
      const body = page('Sign-in expired', html`<p>Start again from the place you came from.</p>`)
      reply.code(400).type('text/html; charset=utf-8').send(body)
      return null
    }
  }

  app.get('/signin/:uid', async (request, reply) => {
    const details = await known(request, reply)
    if (!details) return reply
    if (details.prompt.name === 'consent') return finish(request, reply, { consent: {} })
    const text = (value: unknown) => (typeof value === 'string' ? value : '')
    const hint = text(details.params.login_hint)
    const wishes = text(details.params.acr_values).split(' ')
    if (hint && wishes.includes(unattended)) {
      const account = options.accounts().find((candidate) => candidate.email === hint)
      return finishAs(request, reply, account)
    }
    const accounts = options
      .accounts()
      .toSorted((a, b) => Number(b.email === hint) - Number(a.email === hint))
    const list = accounts.map(
      (account) => html`<li><button name="account" value="${account.id}"><strong>${account.name}</strong>
        <span class="note">${account.email} · ${account.about}</span></button></li>`,
    )
    const body = html`<p>Sign in as whom?</p><form method="post"><ul class="people">${list}</ul></form>`
    return reply.type('text/html; charset=utf-8').send(page(options.title, body))
  })

  app.post('/signin/:uid', async (request, reply) => {
    const details = await known(request, reply)
    if (!details) return reply
    const chosen = (request.body as { account?: unknown } | undefined)?.account
    return finishAs(
      request,
      reply,
      options.accounts().find((account) => account.id === chosen),
    )
  })
}
