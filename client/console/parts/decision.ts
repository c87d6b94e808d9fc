import type { Json } from '../api/operations.ts'

export type Gate = 'passed' | 'asks' | 'stopped'

export interface RuleTrace {
  id: string
  effect: string
  file: string
  line: number
  mode: string
  error?: string
}

export interface LayerTrace {
  layer: string
  verdict: string
  rules: RuleTrace[]
}

export interface Decided {
  effect: string
  layers: LayerTrace[]
  decidedBy: { layer: string; rule: string | null; reason: string } | null
  bundle: string
}

/** The decision as the record keeps it; null for anything of another form. */
export function decisionOf(json: Json): Decided | null {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return null
  return Array.isArray(json['layers']) ? (json as unknown as Decided) : null
}

export const gateOf = (verdict: string): Gate =>
  verdict === 'allow' ? 'passed' : verdict === 'require' ? 'asks' : 'stopped'

export const gateWords: Readonly<Record<Gate, string>> = {
  passed: 'passed',
  asks: 'asks a person',
  stopped: 'stopped',
}

export const layerNames: Readonly<Record<string, string>> = {
  global: 'Global',
  tenant: 'Tenant',
  target: 'Target',
  department: 'Department',
  action: 'Action',
  runtime: 'Runtime',
}

const reasons: Readonly<Record<string, string>> = {
  no_match: 'no rule of this layer allows it',
  rule: 'by rule',
  error: 'a rule could not be evaluated',
  missing_fact: 'a fact that the rule reads is unknown',
  limit: 'its limit is reached',
  window: 'outside its hours',
  unknown_action: 'there is no such action',
  invalid_params: 'its parameters do not fit',
}
export const reasonWords = (reason: string): string => reasons[reason] ?? reason

const rules: Readonly<Record<string, string>> = {
  asserted_needs_person: 'the requester is not verified, so a person must approve',
  console_confirms: 'it was asked for at the console: the admin it runs as confirms it',
  no_acting_identity: 'it runs on the credential of whoever approves it',
  dex_ruler: 'it touches somebody or something that rules Dex',
  privilege_ceiling: 'the target is more privileged than the person it would run as',
  protected_account: 'break-glass and service accounts are not touched',
  list_needs_person: 'a list is never carried out without a yes to exactly that list',
  list_credential: 'factors and passwords are reset one person at a time',
  self_service_only: 'in chat only your own account can be changed',
  still_demanded: 'people were asked for this before, and a looser rule does not take that back',
}
export const codeRuleWords = (code: string): string => rules[code] ?? code.replaceAll('_', ' ')
