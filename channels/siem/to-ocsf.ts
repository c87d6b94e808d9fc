import type { LogEntry } from '#contract/log-entry.ts'
import {
  accountActivities,
  apiActivities,
  groupActivities,
  ocsfClasses,
  type OcsfClass,
} from './ocsf-classes.ts'

export interface NumberedEntry {
  seq: number
  hash: string
  entry: LogEntry
}

/** https://schema.ocsf.io/1.8.0 */
const version = '1.8.0'

/** One entry as an OCSF event: what fits in its fields, the whole entry in `unmapped`, its place in the chain in `enrichments`. */
export function toOcsf({ seq, hash, entry }: NumberedEntry): object {
  const { of, activity, name, fields } = classified(entry)
  const outcome = outcomeOf(entry)
  const place = `${entry.tenant ?? ''}/${seq}`
  return {
    category_uid: of.category,
    category_name: of.categoryName,
    class_uid: of.uid,
    class_name: of.name,
    activity_id: activity,
    activity_name: name,
    type_uid: of.uid * 100 + activity,
    type_name: `${of.name}: ${name}`,
    time: Date.parse(entry.at),
    severity_id: outcome.severity,
    status_id: outcome.status,
    status: outcome.text,
    ...(entry.code === undefined ? {} : { status_code: entry.code }),
    metadata: {
      version,
      product: { name: 'Dex', vendor_name: 'Dex', uid: 'dex' },
      uid: place,
      sequence: seq,
      event_code: entry.kind,
      log_name: 'activity',
      ...(entry.tenant === undefined ? {} : { tenant_uid: entry.tenant }),
      ...(entry.request === undefined ? {} : { correlation_uid: entry.request }),
    },
    actor: actorOf(entry),
    src_endpoint: { name: entry.by.role, svc_name: 'dex' },
    ...fields,
    enrichments: [
      {
        name: 'unmapped.dex',
        value: place,
        type: 'hash_chain',
        provider: 'Dex',
        data: { seq, hash, algorithm: 'sha256(previous || int8(seq) || RFC 8785 entry)' },
      },
    ],
    unmapped: { dex: entry },
  }
}

interface Classified {
  of: OcsfClass
  activity: number
  name: string
  fields: object
}

function classified(entry: LogEntry): Classified {
  if (entry.kind === 'session.opened' || entry.kind === 'session.refused') {
    return { of: ocsfClasses.authentication, activity: 1, name: 'Logon', fields: signInOf(entry) }
  }
  if (entry.kind === 'session.closed') {
    return { of: ocsfClasses.authentication, activity: 2, name: 'Logoff', fields: signInOf(entry) }
  }
  const verb = entry.action?.split('.').slice(2).join('.') ?? ''
  if (entry.kind === 'action.outcome' && entry.target) {
    const { target, objects = [] } = entry
    const user = [target, ...objects].find((each) => each.type === 'user')
    if (target.type === 'user') {
      const known = accountActivities[verb]
      const [activity, name] = known ?? [99, verb]
      return {
        of: ocsfClasses.accountChange,
        activity,
        name,
        fields: { user: userOf(target), ...apiAt(entry) },
      }
    }
    const grouped = groupActivities[verb]
    if (target.type === 'group' && grouped && user) {
      const group = { uid: target.id, type: 'Group', domain: target.platform }
      return {
        of: ocsfClasses.groupManagement,
        activity: grouped[0],
        name: grouped[1],
        fields: { group, user: userOf(user), ...apiAt(entry) },
      }
    }
  }
  const [activity, name] = apiActivities[entry.kind] ?? [99, entry.kind]
  return { of: ocsfClasses.apiActivity, activity, name, fields: { api: apiOf(entry), ...resourcesOf(entry) } }
}

interface Named {
  platform: string
  type: string
  id: string
}

const userOf = ({ platform, id }: Named) => ({ uid: id, domain: platform, type: 'User', type_id: 1 })

const signInOf = (entry: LogEntry) => ({
  user: { uid: entry.by.person ?? 'unknown', type: 'User', type_id: 1 },
  service: { name: 'Dex', uid: 'dex' },
  auth_protocol: 'OpenID',
  auth_protocol_id: 4,
  is_remote: true,
})

/** Who did it: the person, else Dex's own process; whose right it ran on is in `unmapped`. */
const actorOf = ({ by, actAs }: LogEntry) => {
  const person = by.person ?? actAs?.person
  return {
    app_name: 'Dex',
    app_uid: by.role,
    ...(person === undefined ? {} : { user: { uid: person, type: 'User', type_id: 1 } }),
  }
}

/** The platform's own request id lets a SIEM join this event with the platform's. */
const apiOf = (entry: LogEntry) => ({
  operation: entry.action ?? entry.kind,
  service: { name: entry.target?.platform ?? entry.action?.split('.')[0] ?? 'dex' },
  ...(typeof entry.platform?.requestId === 'string' ? { request: { uid: entry.platform.requestId } } : {}),
  ...(entry.code === undefined ? {} : { response: { message: entry.code } }),
})

/** Account and group classes have no place for an API call; the joining id goes into the message. */
const apiAt = ({ action, platform }: LogEntry) => ({
  message: [action, platform?.requestId].filter((part) => typeof part === 'string').join(' '),
})

const resourcesOf = ({ target, objects = [] }: LogEntry): object => {
  const all: (Named & { role?: string })[] = [...(target ? [target] : []), ...objects]
  if (all.length === 0) return {}
  return { resources: all.map(({ platform, type, id }) => ({ uid: id, type, namespace: platform })) }
}

const refused = new Set(['session.refused', 'access.denied', 'door.refused', 'approval.refused'])
const neutral = new Set(['permit', 'require_approval', 'done', 'approve', 'ok'])

/** Whether it succeeded, and how much a person should care. */
function outcomeOf({ kind, code }: LogEntry): { status: number; text: string; severity: number } {
  const success = { status: 1, text: 'Success', severity: 1 }
  const failure = { status: 2, text: 'Failure', severity: 2 }
  if (kind === 'alarm') return { ...failure, severity: 4 }
  if (kind === 'action.uncorroborated') return { ...failure, severity: 3 }
  if (refused.has(kind)) return failure
  if (code === 'in_doubt') return { status: 99, text: 'in_doubt', severity: 3 }
  const judged = kind === 'decision' || kind === 'action.outcome' || kind === 'action.read'
  return judged && code !== undefined && !neutral.has(code) ? failure : success
}
