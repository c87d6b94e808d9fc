/** One change of a kind, as far as the record tells; a fact that is absent was not kept. */
export interface Case {
  target: string | null
  /** What else it names, as `role id`. */
  objects: readonly string[]
  channel: string
  assurance: string
  /** Of the tenant's own day, 0 to 23. */
  hour: number
  /** Lines of a list; 1 otherwise. */
  size: number
  department?: string | null
  requesterDepartment?: string | null
}

/** So many have to be known before anything is called usual. */
export const knownFrom = 5
const hoursKnownFrom = 10
/** An hour is like those two before and after it. */
const hoursNear = 2

const ways: Readonly<Record<string, string>> = {
  ticket: 'by ticket',
  go: 'in chat',
  pro: 'from the console',
}

/**
 * What of this change was never so among those of its kind that were approved before, a sentence each. Code alone compares; it
 * says nothing where too few are known.
 */
export function unusual(before: readonly Case[], now: Case): string[] {
  const said = [
    ofDepartment(before, now),
    ofRequester(before, now),
    ofTarget(before, now),
    ...ofObjects(before, now),
    ofChannel(before, now),
    ofAssurance(before, now),
    ofHour(before, now),
    ofSize(before, now),
  ]
  return said.filter((each) => each !== null)
}

/** The most frequent first; null where too few are known, or this one is among them. */
function neverAmong<Value>(values: readonly Value[], now: Value): Value[] | null {
  if (values.length < knownFrom || values.includes(now)) return null
  const counts = new Map<Value, number>()
  for (const each of values) counts.set(each, (counts.get(each) ?? 0) + 1)
  return [...counts].toSorted((one, other) => other[1] - one[1]).map(([value]) => value)
}

const known = <Value>(values: readonly (Value | undefined)[]): Value[] =>
  values.filter((each): each is Value => each !== undefined)

const listed = (names: readonly (string | null)[]): string => {
  const shown = names.slice(0, 3).map((name) => name ?? 'none')
  return names.length > shown.length ? `${shown.join(', ')} and others` : shown.join(', ')
}

function ofDepartment(before: readonly Case[], { department }: Case): string | null {
  if (department === undefined) return null
  const usual = neverAmong(known(before.map((each) => each.department)), department)
  return (
    usual &&
    `it was approved for accounts of ${listed(usual)}; never for one of ${department ?? 'no department'}`
  )
}

function ofRequester(before: readonly Case[], { requesterDepartment }: Case): string | null {
  if (requesterDepartment === undefined) return null
  const usual = neverAmong(known(before.map((each) => each.requesterDepartment)), requesterDepartment)
  return (
    usual &&
    `people of ${listed(usual)} asked for it; never somebody of ${requesterDepartment ?? 'no department'}`
  )
}

/** Where the same ones come again and again, one that was never there is told; where each is another one it is not. */
const recurring = (ids: readonly string[]): boolean =>
  ids.length >= knownFrom && new Set(ids).size * 2 <= ids.length

function ofTarget(before: readonly Case[], { target }: Case): string | null {
  const ids = before.flatMap((each) => each.target ?? [])
  if (target === null || !recurring(ids) || ids.includes(target)) return null
  return `it was approved ${ids.length} times on the same ${new Set(ids).size}; never on ${target}`
}

function ofObjects(before: readonly Case[], { objects }: Case): string[] {
  const ids = before.flatMap((each) => each.objects)
  if (!recurring(ids)) return []
  return objects.filter((each) => !ids.includes(each)).map((each) => `it was never approved with ${each}`)
}

function ofChannel(before: readonly Case[], { channel }: Case): string | null {
  const inWords = (each: string) => ways[each] ?? each
  const usual = neverAmong(
    before.map((each) => each.channel),
    channel,
  )
  return usual && `it came ${usual.map(inWords).join(' or ')} until now; this one came ${inWords(channel)}`
}

function ofAssurance(before: readonly Case[], { assurance }: Case): string | null {
  if (assurance === 'verified') return null
  const usual = neverAmong(
    before.map((each) => each.assurance),
    assurance,
  )
  return usual && 'whoever asked had signed in themselves until now; here only the source says who it is'
}

function ofHour(before: readonly Case[], { hour }: Case): string | null {
  if (before.length < hoursKnownFrom) return null
  const apart = (other: number) => Math.min((other - hour + 24) % 24, (hour - other + 24) % 24)
  if (before.some((each) => apart(each.hour) <= hoursNear)) return null
  return `it was asked at ${clock(hour)}; none of the ${before.length} approved before was asked near that hour`
}

const clock = (hour: number): string => `${String(hour).padStart(2, '0')}:00`

function ofSize(before: readonly Case[], { size }: Case): string | null {
  const sizes = before.map((each) => each.size).filter((each) => each > 1)
  const largest = Math.max(0, ...sizes)
  if (size <= 1 || sizes.length < knownFrom || size <= largest) return null
  return `it has ${size} lines; the largest list approved before had ${largest}`
}
