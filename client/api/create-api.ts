import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { addListActions } from './actions/list.ts'
import { addExportActivity } from './activity/export.ts'
import { addListActivity } from './activity/list.ts'
import { addMyActivity } from './activity/mine.ts'
import { addActivityOfPerson } from './activity/of-person.ts'
import { addNoteRefusals } from './activity/note-refusals.ts'
import { addVerifyActivity } from './activity/verify.ts'
import type { App } from './app.ts'
import { addDecideApproval } from './approvals/decide.ts'
import { addEditApproval } from './approvals/edit.ts'
import { addReadApprovals } from './approvals/list.ts'
import { addApprovalRights } from './approvals/rights.ts'
import { addTakeOut } from './approvals/take-out.ts'
import { addShowAutonomy } from './autonomy/show.ts'
import { addBackChannelLogout } from './auth/back-channel-logout.ts'
import { addAuthCallback } from './auth/callback.ts'
import { addSignInCli } from './auth/cli.ts'
import { addCounts } from './counts/counts.ts'
import { addLogin } from './auth/login.ts'
import { addLogout } from './auth/logout.ts'
import { addLogoutEverywhere, addSessions } from './auth/sessions.ts'
import { addStepUp } from './auth/step-up.ts'
import { addMe } from './auth/me.ts'
import { addDecode } from './codec/decode.ts'
import { addConsole } from './console/shell.ts'
import { addConnectCallback } from './connections/callback.ts'
import { addDisconnect } from './connections/disconnect.ts'
import { addListConnections } from './connections/list.ts'
import { addStartConnect } from './connections/start.ts'
import type { ApiDeps } from './deps.ts'
import { addTicketDoor } from './doors/tickets.ts'
import { addHealth } from './health/health.ts'
import { createProviders, type Providers } from './identity/providers.ts'
import { addSayUnreachable } from './identity/say-unreachable.ts'
import { addListInDoubt } from './in-doubt/list.ts'
import { addSettleDoubt } from './in-doubt/settle.ts'
import { addShowList } from './lists/show.ts'
import { addSteerList } from './lists/steer.ts'
import { addUndoList } from './lists/undo.ts'
import { addLive } from './live/stream.ts'
import { addOpenApi } from './openapi.ts'
import { addStyle } from './pages/style.ts'
import { addSimulate } from './policy/decide.ts'
import { addPolicyDiff } from './policy/diff.ts'
import { addExplainRequest } from './policy/explain.ts'
import { addPolicyHistory } from './policy/history.ts'
import { addPublish } from './policy/publish.ts'
import { addProblems } from './problems.ts'
import { addListPeople } from './people/list.ts'
import { addConfirmRequest } from './requests/confirm.ts'
import { addOpenChat } from './requests/chat.ts'
import { addCreateRequest } from './requests/create.ts'
import { addListRequests } from './requests/list.ts'
import { addShowRequest } from './requests/show.ts'
import { addTellRequest } from './requests/tell.ts'
import { addUndoStep } from './requests/undo.ts'
import { addListSecrets } from './secrets/list.ts'
import { addRevealSecret, addSecretPages } from './secrets/show.ts'
import { addHeaders, addLimits } from './security.ts'
import { addGuard } from './session/guard.ts'
import { addSessionSweep } from './session/sweep.ts'
import { addGrantStanding } from './standing/grant.ts'
import { addListApprovers } from './approvals/approvers.ts'
import { addEndDeputy } from './deputies/end.ts'
import { addListDeputies } from './deputies/list.ts'
import { addNameDeputy } from './deputies/name.ts'
import { addListStanding } from './standing/list.ts'
import { addPreviewStanding } from './standing/preview.ts'
import { addStandingReach } from './standing/reach.ts'
import { addRenewStanding } from './standing/renew.ts'
import { addRevokeStanding } from './standing/revoke.ts'
import { addListStops } from './stops/list.ts'
import { addResume } from './stops/resume.ts'
import { addStop } from './stops/stop.ts'
import { addPolicyInForce } from './settings/policy-in-force.ts'
import { addShowSettings } from './settings/show.ts'
import { addRender } from './temporal/render.ts'
import { addTemporalWeb } from './temporal/web.ts'

const bodyLimit = 1_024 * 1_024

/** Every door of the api role, ready to listen or to be injected into. Closing it leaves what it was given open. */
export async function createApi(deps: ApiDeps): Promise<FastifyInstance> {
  const app: App = Fastify({
    bodyLimit,
    // Longer than any URL that Node reads: the schemas say what is too long.
    routerOptions: { maxParamLength: 16_384 },
    // Each route says which methods it has; see the table in authorization.ts.
    exposeHeadRoutes: false,
    genReqId: () => randomUUID(),
    requestTimeout: 60_000,
    // Our own lines instead, of allowed fields.
    logger: false,
  }).withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  addProblems(app, deps)
  addRequestLines(app, deps)
  await app.register(cookie)
  await addHeaders(app)
  addNoteRefusals(app, deps)
  addGuard(app, deps)
  await addLimits(app, deps)
  await addOpenApi(app)
  const providers = createProviders(deps)
  addSayUnreachable(app, deps, providers)
  addRoutes(app, deps, providers)
  // A scope of its own: the forms there are, and no other route takes one for JSON.
  await app.register(async (scope) => {
    await scope.register(formbody)
    addLogout(scope as App, deps)
    addBackChannelLogout(scope as App, deps, providers)
    addSecretPages(scope as App, deps)
  })
  await addTicketDoor(app, deps)
  await addTemporalWeb(app, deps)
  addRender(app)
  await app.ready()
  return app as unknown as FastifyInstance
}

function addRoutes(app: App, deps: ApiDeps, providers: Providers): void {
  addHealth(app, deps)
  addStyle(app)
  addConsole(app, deps)
  addSignInCli(app, deps, providers)
  addLogin(app, deps, providers)
  addAuthCallback(app, deps, providers)
  addStepUp(app, deps, providers)
  addMe(app, deps)
  addSessions(app, deps)
  addLogoutEverywhere(app, deps)
  addSessionSweep(app, deps)
  addLive(app, deps)
  addCounts(app, deps)
  addListPeople(app, deps)
  addShowSettings(app, deps)
  addPolicyInForce(app, deps)
  addListRequests(app, deps)
  addCreateRequest(app, deps)
  addOpenChat(app, deps)
  addShowRequest(app, deps)
  addTellRequest(app, deps)
  addUndoStep(app, deps)
  addConfirmRequest(app, deps)
  addListInDoubt(app, deps)
  addSettleDoubt(app, deps)
  addReadApprovals(app, deps)
  addApprovalRights(app, deps)
  addListApprovers(app, deps)
  addDecideApproval(app, deps)
  addShowAutonomy(app, deps)
  addListStanding(app, deps)
  addListDeputies(app, deps)
  addNameDeputy(app, deps)
  addEndDeputy(app, deps)
  addPreviewStanding(app, deps)
  addStandingReach(app, deps)
  addGrantStanding(app, deps)
  addRevokeStanding(app, deps)
  addRenewStanding(app, deps)
  addTakeOut(app, deps)
  addEditApproval(app, deps)
  addListStops(app, deps)
  addStop(app, deps)
  addResume(app, deps)
  addShowList(app, deps)
  addSteerList(app, deps)
  addUndoList(app, deps)
  addListActivity(app, deps)
  addExportActivity(app, deps)
  addVerifyActivity(app, deps)
  addMyActivity(app, deps)
  addActivityOfPerson(app, deps)
  addListSecrets(app, deps)
  addRevealSecret(app, deps)
  addListConnections(app, deps)
  addDisconnect(app, deps)
  addStartConnect(app, deps)
  addConnectCallback(app, deps)
  addListActions(app, deps)
  addPublish(app, deps)
  addPolicyHistory(app, deps)
  addPolicyDiff(app, deps)
  addExplainRequest(app, deps)
  addSimulate(app, deps)
  addDecode(app, deps)
}

/** One line a call: the route's pattern, never its address, which may carry a code or a name. */
function addRequestLines(app: App, deps: ApiDeps): void {
  app.addHook('onResponse', async (request, reply) => {
    deps.logger.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        requestId: request.id,
        tenant: request.caller?.tenant ?? null,
        person: request.caller?.person ?? null,
      },
      'call answered',
    )
  })
}
