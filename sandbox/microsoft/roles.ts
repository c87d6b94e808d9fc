/** Built-in directory roles by their template ids, which are their definitions' ids too (learn.microsoft.com: Entra roles). */
export const roleIds = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Privileged Authentication Administrator': '7be44c8a-adaf-4e2a-84d6-ab2649e08a13',
  'Authentication Administrator': 'c4e39bd9-1100-46d3-8c65-fb160da0071f',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Helpdesk Administrator': '729827e3-9c14-49f7-bb1b-9608f156bbb8',
  'Password Administrator': '966707d0-3269-4727-9be2-8c3a10f19b9d',
  'License Administrator': '4d6ac14f-3453-41d0-bef9-a3e0c569773a',
  'Groups Administrator': 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  'Intune Administrator': '3a2c62db-5318-420d-8d74-23affee5d9d5',
  'Security Administrator': '194ae4cb-b126-40b2-bd5b-6091b380977d',
  'Security Operator': '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f',
  'Security Reader': '5d6b6bb7-de71-4623-b4af-96380a352509',
  'Reports Reader': '4a5d8f65-41da-4de4-8968-e035b65339cf',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
} as const
export type RoleName = keyof typeof roleIds

export const roleNameOf = (id: string): RoleName | null =>
  (Object.keys(roleIds) as RoleName[]).find((name) => roleIds[name] === id) ?? null

/** Who holds what in the seeded company, by title; the group `it-helpdesk` carries a role of its own. */
export const rolesByTitle: Readonly<Record<string, readonly RoleName[]>> = {
  'Head of IT': ['Global Administrator'],
  'Identity Lead': ['User Administrator', 'Authentication Administrator'],
  'Service Desk Lead': ['Helpdesk Administrator'],
  'Applications Owner': ['License Administrator', 'Groups Administrator'],
  'Security Analyst': ['Security Reader', 'Reports Reader'],
  'Platform Operator': ['Intune Administrator'],
}

/** May be activated; not held. */
export const eligibleByTitle: Readonly<Record<string, readonly RoleName[]>> = {
  'Systems Technician': ['User Administrator'],
}

/** Role-assignable groups and what they carry. */
export const rolesByGroup: Readonly<Record<string, readonly RoleName[]>> = {
  'it-helpdesk': ['Helpdesk Administrator'],
  'break-glass': ['Global Administrator'],
}
