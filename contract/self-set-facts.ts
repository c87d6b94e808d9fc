/** Facts that policy reads of people and that a platform may let people set of themselves (THREATS T10). */
export const settableFacts = ['department'] as const

/** Platforms that have no way of telling which facts people can set of themselves there. */
export const platformsThatDoNotTell: readonly string[] = ['google', 'scim']

/** Platform → facts of which the operator says that nobody can set them of themselves there. */
export type DeclaredFacts = Readonly<Record<string, readonly string[]>>

/** What a platform told of the facts that people can set of themselves; null: it did not tell, or not to this delegation. */
export interface FactSource {
  platform: string
  told: readonly string[] | null
}

/**
 * Facts that are none at this platform: those that people can set, and where it does not tell all that nobody has declared. What a
 * platform tells is not declared away.
 */
export function untrustedFacts(
  { platform, told }: FactSource,
  declared: DeclaredFacts = {},
): readonly string[] {
  return told ?? settableFacts.filter((fact) => declared[platform]?.includes(fact) !== true)
}

/** Where an organization's facts come from. */
export interface FactSources {
  /** Of whoever asks. */
  identitySource: string
  /** Platform → facts that are none there, of each platform that the organization has. */
  untrusted: Readonly<Record<string, readonly string[]>>
}
