/** What is counted; labels are codes and effects, never ids or content. */
export interface Metrics {
  requestOpened(channel: string): void
  decided(effect: string): void
  gateCalled(call: { platform: string; outcome: string; ms: number }): void
  modelTurned(turn: { stopReason: string; inputTokens: number; outputTokens: number; ms: number }): void
  approvalGiven(verdict: string): void
  logAppended(): void
  /** Over all tenants: keys of open requests, and of closed ones, which is 0 or an alarm. */
  keysSwept(found: { open: number; ofClosed: number }): void
}
