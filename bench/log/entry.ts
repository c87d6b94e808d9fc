import type { LogEntry } from '#contract/log-entry.ts'

const layers = ['global', 'tenant', 'target', 'department', 'action', 'runtime']

/** A decision as the gate logs it: six layers, about as large as those of the sandbox. */
export const sampleEntry = (step: number): LogEntry => ({
  v: 1,
  kind: 'decision',
  at: '2026-11-22T10:00:00.000Z',
  by: { role: 'gate' },
  request: 'req_aaaaaaaaaaaaaaaaaaaaaaaa',
  step,
  action: 'okta.user.reset_factors',
  actionHash: `sha256:${'ab'.repeat(32)}`,
  target: { platform: 'okta', type: 'user', id: '00u1234567890abcdef0' },
  decision: {
    effect: 'require_approval',
    layers: layers.map((layer) => ({
      layer,
      verdict: 'allow',
      rules: [{ id: `${layer}-base`, effect: 'allow', file: `${layer}/base.yaml`, line: 7, mode: 'enforce' }],
    })),
    decidedBy: { layer: 'action', rule: 'action-base', reason: 'rule' },
    bundle: `sha256:${'cd'.repeat(32)}`,
    obligations: {},
  },
  provenance: { target: 'requester' },
  actAs: null,
  code: 'require_approval',
})
