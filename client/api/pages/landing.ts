import type { App } from '../app.ts'
import { readApprovals } from '../approvals/read-approvals.ts'
import type { ApprovalView } from '../approvals/shape.ts'
import type { ApiDeps } from '../deps.ts'
import { profileOf } from '../identity/profile.ts'
import { authenticate } from '../session/authenticate.ts'
import { type Caller, hasRole } from '../session/caller.ts'
import { type Html, html, page } from './html.ts'

/** `GET /`: who is signed in, what waits for a person, and where everything is. */
export function addLanding(app: App, deps: ApiDeps): void {
  app.get('/', { schema: { hide: true } }, async (request, reply) => {
    const caller = await authenticate(deps, request)
    const body = caller === null ? welcome() : await home(deps, caller)
    return reply.type('text/html; charset=utf-8').send(page(deps, 'Dex', body))
  })
}

const lead = html`<h1>Dex</h1>
<p class="lead">An autonomous IT engineer whose limits are in code. It may propose anything; only what policy and people
allow reaches a real system.</p>`

const welcome = (): Html => html`${lead}
<p><a href="/auth/login">Sign in</a></p>
<p class="quiet"><a href="/api/openapi.json">OpenAPI description</a></p>`

async function home(deps: ApiDeps, caller: Caller): Promise<Html> {
  const decides = hasRole(caller, 'admin', 'approver')
  const { profile, waiting } = await deps.database.transaction(caller.tenant, async (tx) => ({
    profile: await profileOf(deps, caller.tenant, tx, caller.person),
    waiting: decides ? await readApprovals(deps, caller, tx, { state: 'pending', limit: 50 }) : null,
  }))
  const operates = deps.temporalWebUrl !== null && hasRole(caller, 'operator', 'auditor')
  return html`${lead}
<p>Signed in as <strong>${profile?.name ?? profile?.email ?? caller.person}</strong>
<span class="quiet">(${[...caller.roles].join(', ')}, ${caller.tenant})</span>
<form method="post" action="/auth/logout"><button>Sign out</button></form></p>
${waiting === null ? null : waitingList(waiting)}
<h2>Elsewhere</h2>
<ul>
${operates ? html`<li><a href="/temporal">Temporal Web</a> <span class="quiet">every workflow, read-only</span></li>` : null}
<li><a href="/api/requests">Requests</a> <span class="quiet">as JSON</span></li>
<li><a href="/api/openapi.json">OpenAPI description</a></li>
</ul>`
}

const waitingList = (approvals: ApprovalView[]): Html => html`<h2>Waiting for a person</h2>
${
  approvals.length === 0
    ? html`<p class="quiet">Nothing waits.</p>`
    : html`<ul>${approvals.map(
        (approval) => html`<li>${approval.sentence ?? approval.action}<br>
<span class="quiet"><code>${approval.action}</code> · risk ${approval.risk} · requester ${approval.assurance} · until
${approval.expiresAt} · <code>dex approval show ${approval.id}</code></span></li>`,
      )}</ul>`
}`
