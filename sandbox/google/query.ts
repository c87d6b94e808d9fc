import { GoogleRefusal } from './errors.ts'
import type { Directory, User } from './model.ts'
import { addressesOf } from './context.ts'

interface Clause {
  field: string
  exact: boolean
  value: string
}

const invalid = () => new GoogleRefusal('invalid', 'Invalid Input: query')

/**
 * The search language of users: clauses separated by spaces, all must hold; `field=value` exact, `field:value` words,
 * `field:prefix*` a start; values with spaces in single quotes, an inner quote as `\'`.
 * https://developers.google.com/admin-sdk/directory/v1/guides/search-users
 */
export function parseQuery(text: string): Clause[] {
  const clauses: Clause[] = []
  const clause = /\s*([A-Za-z][\w.]*)\s*([=:])\s*(?:'((?:\\.|[^'\\])*)'|([^\s']+))/y
  let at = 0
  while (text.slice(at).trim() !== '') {
    clause.lastIndex = at
    const match = clause.exec(text)
    if (!match) throw invalid()
    const [whole, field = '', operator, quoted, bare] = match
    clauses.push({ field, exact: operator === '=', value: quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '' })
    at += whole.length
  }
  return clauses
}

export function matchesQuery(directory: Directory, user: User, clauses: readonly Clause[]): boolean {
  return clauses.every(({ field, exact, value }) => {
    const wanted = value.toLowerCase()
    if (field === 'orgUnitPath') {
      return user.orgUnitPath === value || user.orgUnitPath.startsWith(`${value === '/' ? '' : value}/`)
    }
    const values = valuesOf(directory, user, field).map((each) => each.toLowerCase())
    if (exact) return values.includes(wanted)
    if (wanted.endsWith('*')) return values.some((each) => each.startsWith(wanted.slice(0, -1)))
    return values.some((each) => ` ${each} `.includes(` ${wanted} `))
  })
}

function valuesOf(directory: Directory, user: User, field: string): string[] {
  const organization = (key: string) => user.organizations.map((each) => String(each[key] ?? ''))
  switch (field) {
    case 'email':
      return addressesOf(user)
    case 'givenName':
      return [user.givenName]
    case 'familyName':
      return [user.familyName]
    case 'name':
      return [`${user.givenName} ${user.familyName}`, user.givenName, user.familyName]
    case 'isSuspended':
      return [String(user.suspended)]
    case 'isEnrolledIn2Sv':
      return [String(user.isEnrolledIn2Sv)]
    case 'isAdmin':
      return [String(directory.assignments.some(({ assignedTo }) => assignedTo === user.id))]
    case 'orgDepartment':
      return organization('department')
    case 'orgTitle':
      return organization('title')
    case 'directManager':
      return user.relations.filter((each) => each['type'] === 'manager').map((each) => String(each['value']))
    default:
      throw invalid()
  }
}
