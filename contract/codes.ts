interface CodeEntry {
  /** HTTP status when it reaches a door. */
  status: number
  /** Whether the same call may succeed later without anyone changing anything. */
  retryable: boolean
  text: string
  mend: string
}

const entry = (status: number, retryable: boolean, text: string, mend: string): CodeEntry => ({
  status,
  retryable,
  text,
  mend,
})

/**
 * Codes that cross rooms. Never reused, never renamed; each has a page in docs/errors/ (a test holds the two together).
 * A code that only one connector knows lives in that connector and maps onto one of the `platform_*` codes.
 */
export const codes = {
  // doors
  signature_invalid: entry(
    401,
    false,
    'the signature does not verify',
    'sign the raw body with the secret of this source',
  ),
  signature_stale: entry(
    401,
    false,
    'the signed timestamp is more than five minutes away',
    'set the clock of the sender, sign again',
  ),
  body_too_large: entry(
    413,
    false,
    'the body is larger than 256 KB',
    'send less text; attachments are not read',
  ),
  body_not_json: entry(
    400,
    false,
    'the body is not JSON',
    'send one JSON object, content type application/json',
  ),
  body_invalid: entry(422, false, 'the body does not fit the schema', 'see `path` and /api/openapi.json'),
  input_invalid: entry(422, false, 'the input does not fit the schema', 'see the named path'),
  not_found: entry(
    404,
    false,
    'there is no such thing here',
    'check the id and the tenant you are signed in to',
  ),
  method_not_allowed: entry(
    405,
    false,
    'this address does not take this method',
    'use a method that `Allow` names; see /api/openapi.json',
  ),
  rate_limited: entry(429, true, 'too many calls', 'wait as long as Retry-After says'),
  too_fast: entry(
    429,
    true,
    'you approved a dozen faster than they can be read',
    'look at the next one for as long as Retry-After says; nothing is lost',
  ),
  unauthenticated: entry(401, false, 'not signed in', 'sign in at /auth/login, or run `dex login`'),
  forbidden: entry(403, false, 'your role does not allow this', 'ask an admin of your tenant for the role'),
  not_interactive: entry(
    403,
    false,
    'this needs a person at an interactive session',
    'sign in with `dex login` or in the browser',
  ),
  mfa_required: entry(
    403,
    false,
    'the identity provider does not say that a second factor was used',
    'sign in again with a second factor; have the identity provider send `amr` or `acr`',
  ),
  step_up_required: entry(
    403,
    false,
    'policy asks for a fresh sign-in for exactly this',
    'open the link, sign in, decide again',
  ),
  csrf_refused: entry(403, false, 'the request did not come from this site', 'reload the page and try again'),
  state_invalid: entry(
    400,
    false,
    'the sign-in answer does not belong to a sign-in started here',
    'start again from the sign-in page',
  ),
  version_stale: entry(409, false, 'it changed since it was shown', 'look at it again, then decide'),
  already_decided: entry(409, false, 'this was decided already', 'nothing to do; the decision stands'),
  connection_required: entry(
    409,
    false,
    'you have no usable connection to the platform',
    'open the link, connect, decide again',
  ),
  connection_expired: entry(409, false, 'the connection can no longer be used', 'connect again'),
  request_closed: entry(409, false, 'the request is closed', 'open a new request'),
  tenant_suspended: entry(403, false, 'the tenant is suspended', 'ask the operator'),
  internal: entry(500, true, 'something went wrong here', 'try again; quote the id if it stays'),

  // gate
  request_unknown: entry(
    404,
    false,
    'the request does not exist or does not belong to this workflow',
    'none: a forged or stale workflow',
  ),
  action_unknown: entry(422, false, 'there is no such action', 'use a name from `dex action list`'),
  params_invalid: entry(
    422,
    false,
    'the parameters do not fit the action',
    'see the action in docs/actions.md',
  ),
  policy_denied: entry(403, false, 'policy does not allow this', 'see the deciding layer and rule'),
  fixed_texts_only: entry(
    403,
    false,
    'an asserted requester is sent fixed texts only',
    'leave `text` and `facts` out',
  ),
  not_disclosable: entry(
    403,
    false,
    'the requester may not be told this',
    'leave it out; only disclosable fields of their own account are told',
  ),
  not_confirmed: entry(
    409,
    false,
    'nothing shows that the request is solved',
    'read back what was changed, or hand over',
  ),
  tenant_budget_exhausted: entry(
    429,
    false,
    'the tenant’s model budget for this day or month is used up',
    'raise it in the tenant’s settings, wait for the next day or month, or handle the request by hand',
  ),
  no_answer: entry(410, false, 'the requester did not answer in time', 'open a new request with the answer'),
  self_service_only: entry(403, false, 'in chat only your own account can be changed', 'ask an admin'),
  asserted_needs_person: entry(
    403,
    false,
    'the requester is not verified: a person must approve',
    'wait for the approval',
  ),
  asserted_template_only: entry(
    403,
    false,
    'an unverified requester gets fixed texts only',
    'use a template',
  ),
  no_acting_identity: entry(
    403,
    false,
    'nobody whose credential would be used has said yes',
    'an approver with a connection must approve',
  ),
  privilege_ceiling: entry(
    403,
    false,
    'the target is more privileged than the person it would run as',
    'hand over to a listed owner',
  ),
  protected_account: entry(
    403,
    false,
    'break-glass and service accounts are not touched',
    'hand over to a person',
  ),
  dex_ruler: entry(403, false, 'people and groups that rule Dex are not changed by Dex', 'do it by hand'),
  target_not_found: entry(404, false, 'the target does not exist on the platform', 'look it up again'),
  fact_missing: entry(
    403,
    false,
    'a fact that the decision needs could not be read',
    'see which; connect an investigating delegation',
  ),
  no_policy: entry(403, false, 'no policy bundle is in force', 'publish one: dex policy publish DIR'),
  approval_pending: entry(409, false, 'not enough people have approved yet', 'wait'),
  approval_rejected: entry(403, false, 'a person said no', 'try another way or hand over'),
  approval_expired: entry(409, false, 'nobody answered in time', 'hand over'),
  approval_void: entry(409, false, 'what was approved has changed', 'ask again'),
  proof_invalid: entry(
    403,
    false,
    'the proof does not lead to the list that was approved',
    'none: a forged or stale call; the list has to be asked for again',
  ),
  writes_stopped: entry(
    503,
    true,
    'an admin holds changes like this one back',
    'none: it goes on when an admin resumes; `dex stops` says who stopped it and why',
  ),
  target_busy: entry(
    409,
    true,
    'another call on the same target is under way',
    'none: it goes on when that one is settled',
  ),
  edited: entry(
    403,
    false,
    'a person changed exactly this into something else',
    'go on with what they made of it',
  ),
  undo_gone: entry(
    409,
    false,
    'nothing is kept that could be put back',
    'policy says how long it is kept, if at all; open a request instead',
  ),
  undo_conflict: entry(
    409,
    false,
    'what was to be put back has been changed since',
    'look at it and decide by hand',
  ),
  undo_refused: entry(
    403,
    false,
    'what was to be taken back was not allowed, or did not succeed',
    'see the step’s reason',
  ),
  list_malformed: entry(
    422,
    false,
    'the list cannot be read',
    'send CSV, one of its columns `email`, `login` or `id`, or one address a line',
  ),
  list_too_long: entry(422, false, 'the list has too many lines', 'split it'),
  samples_required: entry(
    422,
    false,
    'look at the lines that are named before you say yes to the list',
    'send them as `samples`',
  ),
  call_in_flight: entry(
    409,
    true,
    'an earlier attempt may still be under way',
    'none: it is looked up when its time is over',
  ),
  changed_meanwhile: entry(409, true, 'what was decided on has changed', 'none: it is decided anew'),
  limit_reached: entry(403, false, 'a limit of policy is used up', 'wait for its window or hand over'),
  model_escalated: entry(409, false, 'the model hands over', 'a person takes it from here'),
  uncorroborated: entry(
    409,
    true,
    'the platform’s own audit log does not show it yet',
    'none: it is looked for again',
  ),
  in_doubt: entry(409, false, 'it cannot be told whether the platform did it', 'a person must look'),
  said_twice: entry(409, false, 'the same proposal was denied before', 'hand over'),

  // statements
  statement_malformed: entry(
    422,
    false,
    'not a decision statement',
    'send the signed statement as the API made it',
  ),
  statement_unsigned: entry(
    403,
    false,
    'the statement is not signed by a known key',
    'decide through the API',
  ),
  statement_unknown: entry(
    403,
    false,
    'the statement was not made by this service',
    'decide through the API',
  ),
  statement_mismatch: entry(403, false, 'the statement is for something else', 'decide on what is shown'),
  statement_expired: entry(403, false, 'the statement is too old', 'decide again'),
  statement_replayed: entry(403, false, 'the statement was used before', 'decide again'),
  not_deputy: entry(
    403,
    false,
    'that person has not named you their deputy for now',
    'decide in your own name, or have them name you: dex deputy name',
  ),
  approver_excluded: entry(
    403,
    false,
    'the approver is an author or the target',
    'another person must decide',
  ),
  approver_not_entitled: entry(
    403,
    false,
    'the approver is not among those policy asks for',
    'ask one of those named',
  ),
  proof_required: entry(
    422,
    false,
    'say how the person’s identity was proven',
    'send `proof` with one of the methods named',
  ),
  justification_required: entry(
    422,
    false,
    'a justification is asked for',
    'send `justification` that says why',
  ),
  always_not_offered: entry(
    403,
    false,
    'policy does not let this be approved for always',
    'approve this one; a rule that asks for approval has to offer `always`',
  ),
  yes_first: entry(
    409,
    false,
    'only who said yes to this one can say yes to all like it',
    'approve this one, wait until it counts, then approve always',
  ),
  terms_too_wide: entry(
    422,
    false,
    'the terms go further than policy offers',
    'see `path` and the most that is offered',
  ),
  obligation_unsupported: entry(
    403,
    false,
    'the decision carries an obligation that is not supported here',
    'change the rule or upgrade',
  ),

  // platforms
  platform_rate_limited: entry(429, true, 'the platform asks to wait', 'none: it is retried'),
  platform_unavailable: entry(503, true, 'the platform does not answer', 'none: it is retried'),
  platform_timeout: entry(504, true, 'the platform did not answer in time', 'none: it is retried'),
  platform_not_found: entry(404, false, 'the platform knows no such object', 'look it up again'),
  platform_forbidden: entry(
    403,
    false,
    'the person’s own rights do not allow this on the platform',
    'somebody with the right must approve',
  ),
  platform_conflict: entry(409, false, 'the object is not in a state for this', 'look at its state'),
  platform_invalid: entry(422, false, 'the platform refuses the values', 'look at the parameters'),
  platform_unauthenticated: entry(
    401,
    false,
    'the platform no longer accepts the delegation',
    'connect again',
  ),
  platform_bad_answer: entry(502, true, 'the platform’s answer cannot be read', 'none: it is retried'),
  ambiguous: entry(409, false, 'more than one object fits', 'say which'),

  // model
  model_unavailable: entry(503, true, 'the model does not answer', 'none: it is retried'),
  model_refused: entry(502, false, 'the model refuses', 'hand over'),
  model_bad_answer: entry(502, false, 'the model’s answer cannot be used', 'hand over'),
  too_much_at_once: entry(
    409,
    false,
    'too many steps in one turn',
    'one write at a time; go on when its outcome is known',
  ),
  budget_exhausted: entry(429, false, 'the bound in turns, tokens or time is reached', 'hand over'),

  // vault, store, egress, process
  sealed: entry(410, false, 'the content was destroyed or the key is not here', 'none: it is gone'),
  envelope_invalid: entry(422, false, 'not a sealed envelope of this place', 'restore the right record'),
  key_unavailable: entry(503, true, 'the key provider does not answer', 'see `dex doctor`'),
  egress_refused: entry(403, false, 'this address may not be called', 'see docs/errors/egress_refused.md'),
  tenant_unset: entry(500, false, 'no tenant was set for a tenant’s table', 'none: a fault in the program'),
  api_unavailable: entry(
    503,
    true,
    'the api does not answer',
    'start it with `dex up`, or name it with --api',
  ),
  schema_mismatch: entry(500, false, 'the database has another schema version', 'run `dex migrate`'),
  database_unavailable: entry(503, true, 'the database does not answer', 'see `dex doctor`'),
  temporal_unavailable: entry(503, true, 'the Temporal service does not answer', 'see `dex doctor`'),
  identity_provider_unavailable: entry(
    503,
    true,
    'the identity provider does not answer',
    'see `dex doctor`',
  ),
  configuration_invalid: entry(
    500,
    false,
    'the configuration cannot be used',
    'see the named variable in docs/configuration.md',
  ),
  port_taken: entry(500, false, 'the port is taken', 'stop what holds it or set another'),
  bootstrap_failed: entry(
    500,
    false,
    'a part could not be found or started',
    'see the list of what was tried',
  ),
  usage: entry(500, false, 'wrong use', 'see --help'),

  // policy bundles
  bundle_invalid: entry(422, false, 'the policy bundle cannot be used', 'see file, line and column'),

  // activity log
  delivery_failed: entry(
    503,
    true,
    'the other side does not take it',
    'see its address and whether it is up',
  ),
  log_broken: entry(500, false, 'the activity log’s chain does not verify', 'see the named position'),
} as const satisfies Record<string, CodeEntry>

export type Code = keyof typeof codes
