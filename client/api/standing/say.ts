import type { StandingScope } from '#contract/standing.ts'

const channels = { ticket: 'by ticket', go: 'in chat', pro: 'at the grantor’s own console' } as const

const list = (names: readonly string[], readable: Readonly<Record<string, string>>, word: string): string =>
  names.map((name) => readable[name] ?? name).join(` ${word} `)

/** The terms in words that a colleague would say, one a line. Names are the bundle's own. */
export function sayScope(scope: StandingScope, names: Readonly<Record<string, string>>): string[] {
  const { cap, params, requesters, until } = scope
  const given = Object.entries(params)
  return [
    `on ${sayTargets(scope, names)}; never on anything with admin rights`,
    sayRequesters(requesters, names),
    `${scope.channels.map((channel) => channels[channel]).join(' or ')}`,
    ...given.map(([name, values]) => `${name}: ${values.map((value) => JSON.stringify(value)).join(' or ')}`),
    `at most ${times(cap.total)} in all, ${cap.perDay} in any 24 hours, until ${until.slice(0, 16).replace('T', ' ')} UTC`,
  ]
}

function sayTargets({ targets }: StandingScope, names: Readonly<Record<string, string>>): string {
  if (targets.kind === 'own') return 'the account of whoever asks'
  if (targets.kind === 'these')
    return targets.ids.length === 1 ? `exactly ${targets.ids[0]}` : `exactly these: ${targets.ids.join(', ')}`
  const parts = [
    targets.departments.length > 0 && `of ${list(targets.departments, names, 'or')}`,
    targets.labels.length > 0 && `labelled ${list(targets.labels, names, 'or')}`,
    targets.groups.length > 0 && `in the group ${list(targets.groups, names, 'or')}`,
  ]
  return `accounts ${parts.filter((part) => part !== false).join(' and ')}`
}

function sayRequesters(
  { departments, groups, assurance }: StandingScope['requesters'],
  names: Readonly<Record<string, string>>,
): string {
  const parts = [
    departments.length > 0 && `of ${list(departments, names, 'or')}`,
    groups.length > 0 && `in the group ${list(groups, names, 'or')}`,
  ].filter((part) => part !== false)
  const who = parts.length === 0 ? 'anybody' : `somebody ${parts.join(' and ')}`
  return assurance === 'verified'
    ? `asked for by ${who}, signed in themselves`
    : `asked for by ${who}, also where only the source says who it is`
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`)
