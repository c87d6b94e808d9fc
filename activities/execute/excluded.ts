import type { Loaded, Ruling } from './context.ts'

/** What the exclusion of people looks at: everything that the action touches, and what policy says of authors. */
export interface Touched {
  approvals: Ruling['approvals']
  /** Immutable ids of the target and of every further object: nobody approves what they would gain. */
  ids: readonly (string | null | undefined)[]
  privileged: boolean
}

export const touchedBy = (ruling: Ruling): Touched => ({
  approvals: ruling.approvals,
  ids: [ruling.input.target, ...ruling.input.objects].map((each) => each.id),
  privileged: [ruling.input.target, ...ruling.input.objects].some((each) => each.privileged === true),
})

/** Authors and whoever is touched are always excluded, unless a rule lifts it for authors of unprivileged ones (T17). */
export function excluded(
  loaded: Pick<Loaded, 'request'>,
  touched: Touched,
  person: string,
  entitled: { accountIds: readonly string[]; emailLookup: string },
): boolean {
  const { authors, requester_person: requester, requester_lookup: lookup } = loaded.request
  const isAuthor = [...authors, requester, lookup].some(
    (each) => each === person || each === entitled.emailLookup,
  )
  const isTouched = entitled.accountIds.some((id) => touched.ids.includes(id))
  const others = touched.approvals.filter((each) => each.confirms !== true)
  const lifted =
    !touched.privileged && others.length > 0 && others.every((each) => each.authors === 'allowed')
  return isTouched || (isAuthor && !lifted)
}
