import type { OfferedTool } from './dialogue.ts'
import type { Found } from './found.ts'
import type { Kind, Step } from './intents/define.ts'

export interface Known {
  email: string | null
  /** The name of a group, an application or a device in the text. */
  thing: string | null
  found: Partial<Record<Kind, Found>>
}

/** `okta_group_add_member` acts on a group: the second word of a tool's name says what its target is. */
function targetKind(tool: string): Kind {
  const word = tool.split('_')[1] ?? ''
  const kinds: Record<string, Kind> = {
    group: 'group',
    app: 'app',
    application: 'app',
    device: 'device',
    rule: 'rule',
  }
  return kinds[word] ?? 'user'
}

function valueOf(name: string, tool: OfferedTool, step: Step, known: Known): unknown {
  const { found, email, thing } = known
  const plain = name.toLowerCase().replace(/[^a-z]/g, '')
  if (step.with && name in step.with) return step.with[name]
  if (plain === 'purpose' || plain === 'reason' || plain === 'justification')
    return `stand-in model: ${step.purpose}`
  if (plain === 'target') return found[targetKind(tool.name)]?.id
  if (/^(email|login|mail|useremail|userprincipalname|primaryemail|username)$/.test(plain))
    return email ?? undefined
  const kind = (['user', 'group', 'app', 'device', 'licence', 'rule'] as const).find(
    (candidate) => plain === candidate || plain === `${candidate}id`,
  )
  if (kind) return found[kind]?.id
  if (/^(member|memberid|assignee)$/.test(plain)) return found.user?.id
  if (/^(licenseid|license|sku|skuid)$/.test(plain)) return found.licence?.id ?? thing ?? undefined
  if (/^(name|query|q|search|label)$/.test(plain)) return thing ?? undefined
  const schema = tool.properties[name]
  return schema?.['default']
}

export type Filled = { input: Record<string, unknown> } | { missing: string }

/** Arguments for a tool, by the names in its schema; the first required one that nothing fills is named. */
export function fill(tool: OfferedTool, step: Step, known: Known): Filled {
  const input: Record<string, unknown> = {}
  for (const name of Object.keys(tool.properties)) {
    const value = valueOf(name, tool, step, known)
    if (value !== undefined) input[name] = value
    else if (tool.required.includes(name)) return { missing: name }
  }
  return { input }
}
