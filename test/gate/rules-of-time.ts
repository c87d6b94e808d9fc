import type { SourceFile } from '#policy/bundle.ts'
import { carelessRules } from '../worst-model/rules.ts'

const own = ['clear_sessions', 'unlock', 'deactivate', 'unsuspend', 'reset_password'].map(
  (name) => `"okta.user.${name}"`,
)

const rule = (id: string, action: string, approval: string): string =>
  `  - id: ${id}
    effect: require
    actions: ["okta.user.${action}"]
    obligations: { approval: { ${approval} } }
    because: the test says so
`

/** Beside the careless ones: what passes on, and what counts by a calendar. */
export const rulesOfTime: SourceFile[] = [
  ...carelessRules.map(({ path, text }) => ({
    path,
    text: text.replace(
      'when: action.write\n    obligations: { approval: { by: { role: it-admin }, within: 1h',
      `when: action.write && !(action.name in [${own.join(', ')}])\n    obligations: { approval: { by: { role: it-admin }, within: 1h`,
    ),
  })),
  {
    path: 'time.yaml',
    text: `apiVersion: dex/v1
kind: Calendar
id: mornings
hours: "08:00-12:00"
zone: Europe/Berlin
---
apiVersion: dex/v1
kind: Policy
layer: action
rules:
${rule('in-turn', 'clear_sessions', 'by: { role: it-admin }, within: 1h, remind: 10m, otherwise: deny, next: [{ by: { role: security-admin }, within: 2h }]')}${rule('together', 'unlock', 'by: { role: it-admin }, quorum: 2, within: 1h, next: [{ by: { role: security-admin }, former: allowed }]')}${rule('few', 'deactivate', 'by: { role: it-admin }, quorum: 9, within: 1h, next: [{ by: { role: security-admin }, quorum: 1 }]')}${rule('alone', 'unsuspend', 'by: { role: it-admin }, quorum: 9, within: 1h, otherwise: deny')}${rule('in-hours', 'reset_password', 'by: { role: it-admin }, within: 6h, calendar: mornings')}`,
  },
]
