/** What an object of a type may have besides its id, its labels and whether it is privileged. */
export type OptionalField = 'email' | 'department'

/** Types that stand for a person, or belong to one, have both; these have less. */
const without: Readonly<Record<string, readonly OptionalField[]>> = {
  'dex/request': ['email', 'department'],
  'google/app': ['email', 'department'],
  'google/group': ['department'],
  'google/license': ['email', 'department'],
  'google/log': ['email', 'department'],
  'google/org_unit': ['email', 'department'],
  'microsoft/group': ['department'],
  'microsoft/license': ['email', 'department'],
  'okta/app': ['email', 'department'],
  'okta/group': ['email', 'department'],
  'okta/log': ['email', 'department'],
  'scim/group': ['email', 'department'],
}

/** Whether objects of a type have no such field at all: left out of an input it is then known to be none, not unknown. */
export function lacksField(platform: string, type: string, field: OptionalField): boolean {
  return without[`${platform}/${type}`]?.includes(field) ?? false
}
