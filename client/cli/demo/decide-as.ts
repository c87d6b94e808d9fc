import type { Approval } from '../approval/approvals.ts'
import { StatementAnswer } from '../statement-answer.ts'
import type { SandboxPerson, Stage } from './stage.ts'

/** The same call as `dex approval approve|reject`: with the hash and version that were shown. */
export async function decideAs(
  stage: Stage,
  person: SandboxPerson,
  shown: Approval,
  verdict: 'approve' | 'reject',
  said: { proof?: string; comment?: string },
): Promise<StatementAnswer> {
  const client = await stage.as(person)
  const body = { hash: shown.hash, version: shown.version, ...said }
  return client.post(`/api/approvals/${shown.id}/${verdict}`, body, StatementAnswer)
}
