/** As in the vendor's audit log; `visibleAt` (milliseconds since the epoch) is ours: entries arrive late. */
export interface Audit {
  id: string
  category: string
  correlationId: string
  result: 'success'
  resultReason: string
  activityDisplayName: string
  activityDateTime: string
  loggedByService: string
  operationType: string
  initiatedBy: { app: null; user: Party }
  targetResources: (Party & { type: string; groupType: null; modifiedProperties: never[] })[]
  additionalDetails: never[]
  visibleAt: number
}

export interface DeviceAudit {
  id: string
  displayName: string
  componentName: string
  activityType: string
  activityDateTime: string
  activityOperationType: string
  activityResult: string
  correlationId: string
  category: string
  actor: { userPrincipalName: string; userId: string; applicationDisplayName: string }
  resources: {
    resourceId: string
    displayName: string
    auditResourceType: string
    modifiedProperties: never[]
  }[]
  visibleAt: number
}

export interface Party {
  id: string
  displayName: string | null
  userPrincipalName: string | null
}
