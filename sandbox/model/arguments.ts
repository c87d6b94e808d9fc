import type { OfferedTool } from './dialogue.ts'
import type { Found } from './found.ts'
import type { Kind, Step } from './intents/define.ts'

export interface Known {
  email: string | null
  /** The name of a group, an application or a device in the text. */
  thing: string | null
  /** First and last name of a new colleague, as the text gives them. */
  name: readonly [string, string] | null
  found: Partial<Record<Kind, Found>>
}

/** Google has no list of what is for sale: its ids are known by the names that people use. */
const skus: readonly [RegExp, string][] = [
  [/vault/i, 'Google-Vault'],
  [/identity premium/i, '1010050001'],
  [/enterprise plus/i, '1010020020'],
  [/enterprise standard/i, '1010020026'],
  [/business starter/i, '1010020027'],
  [/business plus/i, '1010020025'],
  [/business standard|workspace/i, '1010020028'],
]

const skuOf = (thing: string | null): string | undefined =>
  skus.find(([pattern]) => pattern.test(thing ?? ''))?.[1]

/** `okta_group_add_member` acts on a group: the second word of a tool's name says what its target is. */
function targetKind(tool: string): Kind {
  // Whose devices: a person's.
  if (/_device_(list|find)$/.test(tool)) return 'user'
  const word = tool.split('_')[1] ?? ''
  const kinds: Record<string, Kind> = {
    group: 'group',
    app: 'app',
    application: 'app',
    device: 'device',
    rule: 'rule',
    mobile: 'device',
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
  if (plain === 'text') return tool.name.includes('_user_') ? (email ?? undefined) : (thing ?? undefined)
  if (plain === 'method') return found.method?.id
  if (plain === 'type') return found.method?.type ?? undefined
  if (plain === 'client') return found.token?.id
  if (plain === 'orgunit') return found.unit?.id
  if (plain === 'firstname' || plain === 'givenname') return known.name?.[0]
  if (plain === 'lastname' || plain === 'surname' || plain === 'familyname') return known.name?.[1]
  if (plain === 'sku') return skuOf(thing)
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
