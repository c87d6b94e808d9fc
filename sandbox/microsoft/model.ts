import type { Audit, DeviceAudit } from './audit-entry.ts'

export interface Method {
  id: string
  type: 'phone' | 'microsoftAuthenticator' | 'fido2' | 'softwareOath' | 'temporaryAccessPass'
  createdDateTime: string
  /** What the vendor shows besides, by its own names. */
  shown: Record<string, unknown>
}

export interface Rule {
  id: string
  displayName: string
  actions: Record<string, unknown>
}

export interface Risk {
  riskLevel: 'low' | 'medium' | 'high' | 'none'
  riskState: 'atRisk' | 'dismissed' | 'confirmedCompromised'
  riskDetail: string
  riskLastUpdatedDateTime: string
}

export interface User {
  id: string
  kind: 'person' | 'service' | 'break_glass'
  /** What a read may select, by the vendor's names. */
  shown: {
    userPrincipalName: string
    mail: string | null
    displayName: string
    givenName: string | null
    surname: string | null
    department: string | null
    jobTitle: string | null
    officeLocation: string | null
    preferredLanguage: string | null
    mobilePhone: string | null
    businessPhones: string[]
    otherMails: string[]
    accountEnabled: boolean
    userType: string
    usageLocation: string | null
    createdDateTime: string
    lastPasswordChangeDateTime: string
    signInSessionsValidFromDateTime: string
    onPremisesSyncEnabled: boolean | null
    isManagementRestricted: boolean | null
  }
  managerId: string | null
  /** Null while it is not deleted. */
  deletedDateTime: string | null
  licenses: { skuId: string; byGroup: string | null }[]
  methods: Method[]
  /** The default second factor; it goes last. */
  defaultMethod: string | null
  /** How often a password was set; the password itself is nobody's business here. */
  passwordsSet: number
  automaticReplies: Record<string, unknown>
  rules: Rule[]
  risk: Risk | null
}

export interface Group {
  id: string
  shown: {
    displayName: string
    description: string | null
    groupTypes: string[]
    securityEnabled: boolean
    mailEnabled: boolean
    mail: string | null
    isAssignableToRole: boolean | null
    isManagementRestricted: boolean | null
    onPremisesSyncEnabled: boolean | null
    createdDateTime: string
  }
  /** Users and groups. */
  members: string[]
  owners: string[]
}

export interface RoleAssignment {
  id: string
  principalId: string
  roleDefinitionId: string
  directoryScopeId: string
}

export interface Sku {
  skuId: string
  skuPartNumber: string
  appliesTo: 'User' | 'Company'
  enabled: number
}

export interface Device {
  id: string
  userId: string
  shown: Record<string, unknown> & { deviceName: string; lastSyncDateTime: string }
  actions: { actionName: string; actionState: string; startDateTime: string; lastUpdatedDateTime: string }[]
}

export interface SignIn {
  id: string
  userId: string
  createdDateTime: string
  errorCode: number
  failureReason: string
  appDisplayName: string
}

export interface Directory {
  tenantId: string
  domain: string
  users: User[]
  groups: Group[]
  assignments: RoleAssignment[]
  eligible: RoleAssignment[]
  skus: Sku[]
  devices: Device[]
}

export interface MicrosoftState {
  directory: Directory
  /** As it was before the latest write: what a stale read shows. */
  previous: Directory | null
  /** What lists and searches still show, and until when; milliseconds since the epoch. */
  lagging: { directory: Directory; until: number } | null
  audits: Audit[]
  deviceAudits: DeviceAudit[]
  signIns: SignIn[]
}
