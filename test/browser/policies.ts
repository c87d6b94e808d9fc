const department = (name: string, rule: string): string =>
  `apiVersion: dex/v1
kind: Policy
layer: department
scope: { department: ${name} }
rules:
  - id: ${rule}
`

/** Departments with rules of their own: what is asked for there takes more than one yes, or is over soon. */
export const ruled: readonly string[] = ['Marketing', 'People']

/** Beside the sandbox's: what needs two people, a fresh sign-in, or is over soon; each for one department. */
export const policies: Readonly<Record<string, string>> = {
  'two-people': `${department('Marketing', 'marketing-two-people')}    effect: require
    actions: [okta.user.clear_sessions]
    obligations: { approval: { by: { role: it-admin }, quorum: 2, within: 24h, otherwise: escalate } }
    because: in Marketing two people answer for it
`,
  'fresh-sign-in': `${department('People', 'people-fresh-sign-in')}    effect: require
    actions: [okta.user.clear_sessions]
    obligations: { step_up: { maxAge: 5m } }
    because: in People whoever says yes signs in for it
`,
  'in-turn': `${department('Marketing', 'marketing-in-turn')}    effect: require
    actions: [okta.user.reset_factors]
    obligations:
      approval:
        by: { role: security-admin }
        within: 14s
        remind: 8s
        next: [{ by: { role: it-admin }, within: 1h, remind: 30m }]
        otherwise: deny
    because: in Marketing security looks first
`,
  soon: `${department('People', 'people-soon')}    effect: require
    actions: [okta.user.reset_factors]
    obligations: { approval: { by: { role: it-admin }, within: 15s, otherwise: deny } }
    because: in People nobody waits for a new phone
`,
}
