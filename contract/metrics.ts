/** What is counted; labels are codes and effects, never content, and no id but the tenant's where money is counted. */
export interface Metrics {
  requestOpened(channel: string): void
  decided(effect: string): void
  gateCalled(call: { platform: string; outcome: string; ms: number }): void
  modelTurned(turn: {
    tenant: string
    model: string
    stopReason: string
    inputTokens: number
    outputTokens: number
    cacheReadTokens: number
    /** Millionths of a dollar; 0 where no price is configured. */
    costMicros: number
    ms: number
  }): void
  /** A call that was kept from a platform which is known not to answer. */
  platformKept(of: { platform: string }): void
  /** For how many tenants nobody calls this platform for now. */
  platformsAway(of: { platform: string; tenants: number }): void
  approvalGiven(verdict: string): void
  logAppended(): void
  /** Over all tenants: keys of open requests, and of closed ones, which is 0 or an alarm. */
  keysSwept(found: { open: number; ofClosed: number }): void
}
