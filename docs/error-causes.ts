import type { Code } from '../contract/codes.ts'

/** When each code is met, for its page in docs/errors/; the meaning and the mend stand in contract/codes.ts. */
export const causes: Partial<Record<Code, string>> = {
  signature_invalid:
    'A webhook came without a signature, signed with another secret, for another body, or for a source that is not known. Nothing was started.',
  signature_stale:
    'The signature verifies, but `webhook-timestamp` is more than five minutes from our clock. Nothing was started.',
  body_too_large: 'The body of a webhook or an API call is over the limit. It was not read to its end.',
  body_not_json: 'The body of a webhook or an API call cannot be parsed as JSON.',
  body_invalid:
    'The body is JSON, but a required member is missing, one is of the wrong type or too long, or there is one that is not known.',
  input_invalid:
    'A query, path parameter, option or body of an API call or a command does not fit its schema; `path` names the member.',
  not_found:
    'The id does not exist in the tenant you are signed in to. What belongs to another tenant looks the same.',
  rate_limited:
    'More calls came from one caller than a door takes; `Retry-After` says how many seconds to wait.',
  too_fast:
    'One person said yes twelve times within a minute, by whatever session. The next yes waits until the first of them is a minute old; a no does not.',
  unauthenticated: 'The call carries no session, or one that has ended.',
  forbidden: 'You are signed in, and none of your roles allows this.',
  not_interactive:
    'Decisions, publishing, connections, roles and keys need a person: an API token or a tool was used.',
  csrf_refused: 'A call that changes something came from another site, or without the token of the page.',
  state_invalid:
    'The answer of an identity provider or a platform names a sign-in that was not started in this browser, was finished already, or is too old.',
  version_stale:
    'The approval that was shown to you is not the one that waits now: its hash or version differs from what you sent.',
  already_decided: 'Enough people have decided, or you decided before; one person counts once.',
  connection_required:
    'An action runs on the credentials of the person who approves it, and you have not connected this platform, or the connection has ended.',
  connection_expired: 'The platform took the delegation back, or its refresh token is too old.',
  request_closed: 'The request is resolved or cancelled, and its content is destroyed.',
  tenant_suspended: 'The operator suspended the tenant: its requests wait and its doors are closed.',
  internal: 'A fault in the program. The log has the details under the id that the answer names.',
  request_unknown:
    'An activity was called for a request that has no row, or by a workflow that is not the one of the row: somebody has access to Temporal who should not (THREATS T1).',
  action_unknown:
    'A proposal, a simulation or a command names an action that is not in the catalog. Policy denies it.',
  params_invalid: "The parameters do not fit the action's schema. Policy denies it.",
  mfa_required:
    'A session is opened only when the ID token’s `amr` or `acr` shows a second factor, as the tenant’s identity provider is registered. The claim was missing, or said less.',
  step_up_required:
    'A rule asks for `step_up`: whoever says yes signs in once more at the identity provider, for this one approval, in the session in which they decide. No such sign-in stands, it was used already, or it is older than the rule’s `maxAge`. A terminal cannot do it; the console can.',
  policy_denied:
    'At least one of the six layers does not allow the action: a rule denies it, none allows it, a rule failed, or a fact is missing. The trace names the layer and the rule.',
  fixed_texts_only:
    'The model wanted to send words of its own or facts to a requester whom nobody has verified. Whoever files a ticket in somebody’s name reads fixed texts and nothing else.',
  not_disclosable:
    'A reply or a question would have carried something that was read and that is not a disclosable field of the requester’s own account. It was not sent.',
  not_confirmed:
    'The model wanted to close the request as solved although nothing was read or changed, or although the read-back of its change says that it is not so.',
  tenant_budget_exhausted:
    'A model turn was due, and what the tenant’s requests took of models this day or month has reached the budget in its settings. The request was handed over to a person; new ones are too until the budget allows more.',
  no_answer:
    'A question went out, reminders followed, and nobody answered in the time that the tenant’s settings give. The request was closed politely.',
  self_service_only:
    'On the channel `go` (chat) a person may change their own account only, and only by actions marked self-service.',
  asserted_needs_person:
    'The requester is known from what a ticket says and from nothing stronger, so no write happens without a person who approves it.',
  asserted_template_only:
    'The requester is not verified, so Dex may send fixed status texts only (THREATS T2).',
  no_acting_identity:
    'A write needs the delegated token of a person, and nobody whose token it would be has been asked. It becomes a question to the default approvers.',
  privilege_ceiling:
    'The target or a named object has admin rights and the person it would run as is not listed as its owner; unknown rights count as privileged (THREATS T9).',
  protected_account:
    'The target or a named object is labelled break-glass or service in the registry of Dex.',
  dex_ruler:
    'The target is a person with a role in Dex, an approver, a grantor, or a group or client that leads there (THREATS T8).',
  target_not_found: 'The gate looked the target up on the platform and there is none of that id.',
  fact_missing:
    'The gate could not read what the decision needs: no investigating delegation, no right to read, or no answer.',
  no_policy: 'The tenant has no published bundle. Without one everything is denied.',
  approval_pending: 'The decision asks for approvals and not all have come.',
  approval_rejected: 'A person who was asked said no. The model hears the reason.',
  approval_expired: 'The time that policy gives for an answer ran out.',
  approval_void:
    'A fact, the bundle, the connection or the person it runs as changed after the approval, and what was approved no longer meets what is asked (THREATS T6).',
  proof_invalid:
    'A line of a list came with a proof that does not lead to the list people signed: another place, another list, another target, or facts that changed what would run. Nothing was done.',
  writes_stopped:
    'An admin stopped the changes of the tenant, of a platform or of an action. What was asked for waits; it is decided anew when an admin resumes.',
  target_busy:
    'Two requests wanted to change the same thing at the same moment. One goes first; the other starts over on the facts as they are then.',
  edited:
    'A person who may approve changed what was proposed; the engineer proposed the former again. It is told no, and what the person made of it stands.',
  undo_gone:
    'What stood before a change is kept only where policy says so, for as long as it says, 30 days at most, and only where something puts exactly that back.',
  undo_conflict:
    'Between a change and its being taken back somebody changed the same again. What they did is not undone with it.',
  undo_refused:
    'A request that takes something back was denied by policy or by a person, nobody answered in time, or the platform did not do it. A person of the team looks at it.',
  list_malformed:
    'A list that came with a request is no CSV, has no column that names the target, or its lines have different numbers of cells; the message names the line.',
  list_too_long: 'A list has more lines than the tenant’s settings take (`bulk.linesMax`, 500 unless said).',
  samples_required:
    'The list is long, and whoever says yes to it looks at a few lines that code picks. They were not named, or others were.',
  call_in_flight:
    'Another attempt of the same step holds the ledger and its deadline has not passed (THREATS T7).',
  changed_meanwhile:
    'Between the decision and the call something that the decision stood on changed; the gate starts over.',
  limit_reached: 'A `limit` of a policy rule or a cap of a standing approval is used up.',
  always_not_offered:
    'A rule that asks here says `always: false`, asks for a proof of identity, or the action changes a credential. It is decided each time (THREATS T18).',
  yes_first:
    'A standing approval is granted, and signed by further people, from an approval to which the same person said yes and where the gate counted it.',
  terms_too_wide:
    'A standing approval would last longer, run more often or on another channel than the approval that it is granted from offers; `path` names the term and `most` what is offered.',
  model_escalated: 'The model decided that a person should take over.',
  uncorroborated:
    "The platform's own audit log shows no event for an action of ours within the time it takes to settle.",
  in_doubt:
    'A write was sent, the answer was lost, and the platform cannot tell whether it happened. It is not sent again.',
  said_twice: 'The model proposed an action that was denied before in the same request.',
  statement_malformed: 'A decision arrived whose statement does not fit `dex/decision/v1`, or is too large.',
  statement_unsigned: 'The signature of a decision does not verify under any key that the gate was given.',
  statement_unknown:
    'The statement is well-formed and signed, but the API never recorded it: it came straight to Temporal.',
  statement_mismatch:
    'The statement names another tenant, request, step, action or acting identity than the one that waits.',
  statement_expired: 'The statement is past its `expiresAt`.',
  statement_replayed: 'The statement was used up by an earlier action. Each counts once.',
  not_deputy:
    'A yes or no was said on behalf of somebody who has not named the person who said it, whose absence is over, or who took it back; nobody hands on what was handed to them (THREATS T17).',
  approver_excluded: 'The approver wrote, filed or shaped the request, or is its target (THREATS T17).',
  approver_not_entitled:
    'The approver holds none of the roles or groups that policy asks for, as read from the directory now.',
  proof_required:
    'The action gives somebody a new credential, so the approver has to record how they made sure who it is (THREATS T12).',
  justification_required: 'A rule obliges the approver to say why.',
  obligation_unsupported:
    'The decision carries an obligation that this version does not know. What is not understood is denied (THREATS T16).',
  method_not_allowed:
    'The path is one of Dex’s, and no operation of it has the method of the call; `Allow` names those that it has.',
  platform_rate_limited: 'The platform answered 429 or its equivalent; the call is made again when it says.',
  platform_unavailable: 'The platform could not be reached or answered with a server error.',
  platform_timeout:
    'The platform did not answer by the deadline of the call. A write is looked up before it is tried again.',
  platform_not_found: 'The platform answered that the object does not exist.',
  platform_forbidden: 'The platform refused: the person whose token was used may not do this themselves.',
  platform_conflict: 'The platform refused because of the state of the object, such as a deactivated user.',
  platform_invalid: 'The platform refused the values it was given.',
  platform_unauthenticated: 'The platform no longer accepts the token and a new one could not be had.',
  platform_bad_answer:
    "The platform's answer does not fit what its documentation says, so nothing in it was used.",
  ambiguous: 'A search by e-mail address or name found more than one object.',
  model_unavailable:
    'The provider of the model could not be reached, is overloaded, or did not answer in time.',
  model_refused: 'The model ended its turn with a refusal.',
  model_bad_answer:
    'The turn holds an unknown tool, arguments that do not parse, nothing at all, or was cut off, several times in a row.',
  too_much_at_once: 'One model turn proposed more than is taken at a time.',
  budget_exhausted:
    'The request used as many turns, denials, tokens or hours as the tenant’s settings allow.',
  sealed:
    "The content belonged to a request that is closed; its key was destroyed with it. That is Dex's promise, not a fault.",
  envelope_invalid:
    'A sealed value does not open in the place it was read from: it was changed, or moved from another tenant or row.',
  key_unavailable:
    'The key provider or the key files of this role cannot be read: AWS KMS or Vault does not answer, asks to wait, does not let Dex use the key, or has it disabled; the text says which. New requests are refused, and what waits goes on by itself once that is mended. `dex doctor` says it for each tenant. A key that KMS is to delete reads as `sealed` until its deletion is cancelled there.',
  egress_refused:
    'A call would leave by something else than https, to a private or link-local address, by a redirect, or with a token to another origin than its own (THREATS T13). The operator can name exact private origins in `DEX_EGRESS_PRIVATE_ORIGINS`; a tenant cannot.',
  tenant_unset: "A query reached a tenant's table without a tenant. The database refused it.",
  schema_mismatch: 'The database was migrated by an older or newer version of the program.',
  database_unavailable: 'Postgres refuses connections or does not answer in time.',
  temporal_unavailable:
    "Temporal's frontend cannot be reached or does not know the namespace. Doors answer 503 with Retry-After; nothing is lost.",
  identity_provider_unavailable:
    "The identity provider's discovery document, keys or token endpoint cannot be reached.",
  configuration_invalid:
    'At start-up a variable is missing, has a value of the wrong kind, switches a check off, or does not fit the production profile. The message lists all of them.',
  port_taken:
    'A port that was set by a variable or an option is in use. Ports that were not set move to a free one.',
  api_unavailable: 'A command calls the api over HTTP, and nothing answers at its address, or not in time.',
  bootstrap_failed:
    '`dex up`, the demo or the tests could not find, fetch, build or start Temporal or Postgres. The message lists what was tried, why it failed, and the ways out.',
  usage: 'A command or option is not known, or an argument is missing. The exit code is 2.',
  bundle_invalid: 'A policy document does not load. The bundle in force stays.',
  delivery_failed:
    'A second place for checkpoints, a SIEM’s collector or a webhook does not answer, or refuses. It is tried again; nothing is lost meanwhile.',
  log_broken:
    'An entry of the activity log was changed, removed or reordered after it was written, or the head does not fit.',
}
