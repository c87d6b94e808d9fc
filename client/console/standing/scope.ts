import type { Approval, Json, Operations } from '../api/operations.ts'
import { targetOf } from '../inbox/facts.ts'

export type Scope = Operations['POST /api/standing-approvals']['body']['scope']
type Value = Scope['params'][string][number]

/** What the person chooses, as the fields hold it. */
export interface Draft {
  on: 'own' | 'these' | 'within'
  ids: string
  departments: string
  labels: string
  groups: string
  byDepartments: string
  byGroups: string
  asserted: boolean
  params: Record<string, string>
  days: number
  total: number
  perDay: number
}

export const namesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((each) => each.trim())
      .filter((each) => each !== ''),
  ),
]

const dayMs = 86_400_000
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: dayMs }
const durationMs = (text: string): number =>
  Number.parseInt(text, 10) * (unitMs[text.slice(-1)] ?? Number.NaN)

/** In days; what is offered by the hour is rounded down to a tenth. */
export const daysMax = (offered: string): number => Math.floor((durationMs(offered) / dayMs) * 10) / 10

/** Terms that cover the one that it is granted from; on the requester’s own account where it is theirs. */
export function draftOf(approval: Approval, before: Scope | null): Draft {
  const offered = approval.offered.always
  const days = Math.min(7, offered === null ? 7 : daysMax(offered.for))
  const total = Math.min(20, offered?.cap ?? 20)
  if (before !== null)
    return { ...fromScope(before), days, total: Math.min(before.cap.total, offered?.cap ?? 20) }
  const target = targetOf(approval)
  const department = target?.department ?? ''
  const own = target?.email !== null && target?.email === approval.requester.name
  return {
    on: own ? 'own' : 'these',
    ids: approval.target?.id ?? '',
    departments: department,
    labels: '',
    groups: '',
    byDepartments: own ? '' : department,
    byGroups: '',
    asserted: approval.assurance === 'asserted',
    params: Object.fromEntries(paramsOf(approval).map(([name, value]) => [name, textOf(value)])),
    days,
    total,
    perDay: Math.min(5, total),
  }
}

function fromScope({ targets, requesters, params, cap }: Scope): Draft {
  const within = targets.kind === 'within' ? targets : { departments: [], labels: [], groups: [] }
  return {
    on: targets.kind,
    ids: targets.kind === 'these' ? targets.ids.join(', ') : '',
    departments: within.departments.join(', '),
    labels: within.labels.join(', '),
    groups: within.groups.join(', '),
    byDepartments: requesters.departments.join(', '),
    byGroups: requesters.groups.join(', '),
    asserted: requesters.assurance === 'asserted',
    params: Object.fromEntries(
      Object.entries(params).map(([name, values]) => [name, values.map(textOf).join(', ')]),
    ),
    days: 7,
    total: cap.total,
    perDay: cap.perDay,
  }
}

export function scopeOf(draft: Draft, approval: Approval, now: number): Scope {
  const types = Object.fromEntries(paramsOf(approval))
  return {
    targets:
      draft.on === 'own'
        ? { kind: 'own' }
        : draft.on === 'these'
          ? { kind: 'these', ids: namesOf(draft.ids) }
          : {
              kind: 'within',
              departments: namesOf(draft.departments),
              labels: namesOf(draft.labels),
              groups: namesOf(draft.groups),
            },
    requesters: {
      departments: namesOf(draft.byDepartments),
      groups: namesOf(draft.byGroups),
      assurance: draft.asserted ? 'asserted' : 'verified',
    },
    channels: [approval.channel],
    params: Object.fromEntries(
      Object.entries(draft.params).map(([name, text]) => [name, valuesOf(text, types[name])]),
    ),
    // A minute less than is offered: what is sent arrives a moment later.
    until: new Date(now + Math.round(draft.days * dayMs) - 60_000).toISOString(),
    cap: { total: draft.total, perDay: draft.perDay },
  }
}

/** Names and values of the parameters that were proposed; none once the content is gone. */
export function paramsOf(approval: Approval): [string, Json][] {
  const params = approval.content?.params
  return typeof params === 'object' && params !== null && !Array.isArray(params) ? Object.entries(params) : []
}

const textOf = (value: Json | Value): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A list is one value; other values may stand beside each other. */
function valuesOf(text: string, like: Json | undefined): Value[] {
  if (Array.isArray(like)) return [parsed(text)]
  return namesOf(text).map((each) => (typeof like === 'string' ? each : parsed(each)))
}

function parsed(text: string): Value {
  try {
    return JSON.parse(text) as Value
  } catch {
    return text
  }
}

/** What is missing before it can be looked at; null: nothing. */
export function missingIn(draft: Draft): string | null {
  if (draft.on === 'these' && namesOf(draft.ids).length === 0) return 'name an account'
  if (draft.on === 'within' && namesOf(`${draft.departments},${draft.labels},${draft.groups}`).length === 0)
    return 'name a department, a label or a group'
  if (draft.on !== 'own' && namesOf(`${draft.byDepartments},${draft.byGroups}`).length === 0)
    return 'name a department or a group of those who ask'
  if (!(draft.days > 0)) return 'say how long'
  if (!(draft.total >= 1) || !(draft.perDay >= 1)) return 'say how often'
  return null
}
