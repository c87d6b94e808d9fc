export interface Party {
  id: string
  type: string
  alternateId: string
  displayName: string
  detailEntry: null
}

/** As in the vendor's System Log; `visibleAt` (milliseconds since the epoch) is ours: events arrive late. */
export interface LogEvent {
  uuid: string
  published: string
  eventType: string
  version: string
  severity: string
  displayMessage: string
  legacyEventType: string | null
  actor: Party
  client: Record<string, unknown>
  target: Party[]
  outcome: { result: string; reason: string | null }
  transaction: { type: string; id: string; detail: Record<string, never> }
  debugContext: { debugData: Record<string, string> }
  authenticationContext: Record<string, unknown>
  securityContext: Record<string, never>
  request: { ipChain: never[] }
  visibleAt: number
}
