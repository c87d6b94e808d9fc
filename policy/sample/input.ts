import type { ActionDefinition } from '#contract/action.ts'
import type { DecisionInput, ObjectFacts, TargetFacts } from '#contract/decision.ts'
import { sampleParams } from './params.ts'

/** A Monday morning in any zone of Europe: working hours. */
export const sampleNow = '2026-11-23T10:00:00Z'

/** What the gate would give as the target when nothing about it stands out; a targetless action has platform and type alone. */
export const sampleTarget = (action: ActionDefinition): TargetFacts =>
  action.target === null
    ? { platform: action.platform, type: action.targetType }
    : {
        platform: action.platform,
        type: action.targetType,
        id: 'target-1',
        email: 'target@example.com',
        department: 'Sales',
        privileged: false,
        labels: [],
      }

/** One of each object that the catalog says the action's parameters name. */
export const sampleObjects = (action: ActionDefinition): ObjectFacts[] =>
  action.objects.map(({ type, role }, at) => ({
    platform: action.platform,
    type,
    id: `object-${at + 1}`,
    email: null,
    department: null,
    privileged: false,
    labels: [],
    role,
  }))

/** An ordinary input about an action: a verified employee, a ticket, one line, working hours, nothing used. Null without params. */
export function sampleInput(action: ActionDefinition, limited: readonly string[] = []): DecisionInput | null {
  const params = sampleParams(action)
  if (params === null) return null
  return {
    id: action.name,
    tenant: 'acme',
    channel: 'ticket',
    requester: {
      id: 'requester-1',
      email: 'requester@example.com',
      verified: true,
      department: 'Sales',
      groups: [],
      roles: [],
    },
    action: action.name,
    target: sampleTarget(action),
    objects: sampleObjects(action),
    params: params as DecisionInput['params'],
    provenance: {},
    runtime: {
      now: sampleNow,
      zone: 'UTC',
      usage: Object.fromEntries(limited.map((rule) => [rule, 0])),
      bulk: { size: 1, index: 0 },
    },
  }
}
