/** What an entry of the log makes stale, by the first word of the queries' keys. */
export function staleBy(kind: string): readonly string[] {
  if (kind === 'bundle.published') return ['policy', 'approvals', 'activity', 'counts']
  if (kind.startsWith('writes.')) return ['stops', 'activity']
  if (kind.startsWith('connection.')) return ['connections', 'approvals', 'activity']
  if (kind.startsWith('standing.')) return ['standing', 'autonomy', 'approvals', 'counts', 'activity']
  if (kind.startsWith('deputy.')) return ['deputies', 'activity']
  if (kind === 'action.intent') return ['requests', 'standing', 'autonomy', 'activity']
  if (kind.startsWith('approval.')) return ['approvals', 'requests', 'counts', 'activity']
  if (kind.startsWith('request.') || kind === 'content.destroyed')
    return ['requests', 'approvals', 'counts', 'activity']
  if (kind === 'action.outcome' || kind === 'action.settled')
    return ['in-doubt', 'requests', 'counts', 'activity']
  return ['requests', 'activity']
}
