import type { SourceFile } from '#policy/bundle.ts'

const layer = (name: string, body: string, scope = ''): string =>
  `apiVersion: dex/v1\nkind: Policy\nlayer: ${name}\n${scope}rules:\n${body}`

const allow = (id: string, actions = '"okta.*", "dex.reply.*"') =>
  `  - id: ${id}\n    effect: allow\n    actions: [${actions}]\n`

/** The one action that policy denies to everybody. */
export const deniedAction = 'okta.user.expire_password'

/**
 * As permissive as a careless administrator would make it: every other action of the platform is allowed everywhere, writes
 * ask one administrator. What holds beyond that is code.
 */
export const carelessRules: SourceFile[] = [
  { path: 'global.yaml', text: layer('global', allow('g')) },
  { path: 'tenant.yaml', text: layer('tenant', allow('t')) },
  { path: 'target.yaml', text: layer('target', allow('o')) },
  { path: 'department.yaml', text: layer('department', allow('d')) },
  {
    path: 'action.yaml',
    text: layer(
      'action',
      `${allow('a')}  - id: a-asks
    effect: require
    actions: ["okta.*"]
    when: action.write
    obligations: { approval: { by: { role: it-admin }, within: 1h, otherwise: deny } }
    because: a person looks at every change
  - id: a-asks-two
    effect: require
    actions: ["okta.user.suspend", "okta.group.*"]
    when: action.write
    obligations: { approval: { by: { role: it-admin }, quorum: 2, within: 1h, otherwise: deny } }
    because: two people look at these
  - id: a-never
    effect: deny
    actions: ["${deniedAction}"]
    because: nobody is to do this, whoever says yes
`,
    ),
  },
  { path: 'runtime.yaml', text: layer('runtime', allow('r')) },
]
