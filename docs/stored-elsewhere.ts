import type { LogEntry } from '../contract/log-entry.ts'

/** Fields of one line of the activity log: what each holds; none holds content. */
export const logFields: Readonly<Record<keyof LogEntry, string>> = {
  v: 'version of the form',
  kind: 'what happened, one word of a fixed list',
  at: 'time',
  tenant: 'tenant’s short name',
  by: 'the process’s role and, where a person acted, their id',
  request: 'request’s id',
  step: 'number of the step',
  action: 'name of the action',
  actionHash: 'digest of action, target, objects and parameters',
  target: 'platform, type and the platform’s immutable id',
  objects: 'platform, type, immutable id and role of the further things that parameters named',
  decision: 'effect, six layers with their rules by id, deciding rule, obligations, bundle digest',
  codeRules: 'code rules that held, by code',
  provenance: 'where each parameter came from, one word each',
  approval: 'approval’s id',
  statement:
    'signed statement: ids, issuer and subject of the approver, digests, times; a comment by reference alone',
  signature: 'its signature',
  actAs: 'person and connection that it ran as, by id',
  credential:
    'digest of issuer, client, account and scopes of the borrowed connection, under the tenant’s `lookup` key',
  idempotencyKey: 'digest of tenant, request, step and action',
  attempt: 'number of the attempt',
  platform: 'the platform’s own request id and event id',
  code: 'stable code of the outcome',
  contentDigest: 'digest of content under the tenant’s evidence key of that month',
  detail: 'further ids, codes and numbers',
}

/** Temporal's search attributes travel and lie in plain text. */
export const searchAttributeFields: Readonly<Record<string, string>> = {
  DexTenant: 'tenant’s short name',
  DexChannel: '`pro`, `go` or `ticket`',
  DexStatus: 'state of the request, one word of a fixed list',
  DexActions: 'names of the actions that were proposed',
  DexRisk: 'highest risk of them',
}
