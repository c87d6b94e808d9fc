import { catalog } from '#catalog/index.ts'
import { loadBundle } from '#policy/load.ts'
import type { SourceFile } from '#policy/bundle.ts'
import { decideAs } from '../decide-as.ts'
import { programs } from '../../up/places.ts'
import { Approval } from '../../approval/approvals.ts'
import { Published } from '#client/cli/policy/published.ts'
import { readBundleFiles } from '#client/cli/policy/read-bundle-files.ts'
import { waitSettled } from '#client/cli/policy/wait-settled.ts'
import { type Stage, until } from '../stage.ts'

const within = '6s'

/** Nobody answers: a reminder, then a person takes it. */
export async function unanswered(stage: Stage): Promise<void> {
  const { tell, platforms } = stage
  const employee = await stage.nextEmployee()
  const operator = stage.person('operator')
  tell.scene('3. Nobody answers')
  const files = await readBundleFiles(programs.sandboxPolicy)
  const short = files.map((file) => ({
    ...file,
    text: file.text.replaceAll('within: 24h', `within: ${within}`),
  }))
  const asked = await publish(stage, short, `approvals wait ${within}, for the tour`)
  tell.say(`${operator.name} asks for a policy whose approvals wait ${within} instead of 24 h.`)
  tell.fact('it is not in force: it waits for a second person', asked.state === 'waiting')
  const { shown, state } = await agree(stage, asked)
  tell.say(`${stage.person('identityLead').name} reads the change and says yes:`)
  tell.quote(shown.sentence ?? '')
  tell.fact(
    'it is in force, and its digest is that of the same documents read here',
    state === 'published' && asked.digest === loadBundle({ operator: short }, catalog).digest,
  )

  const ticket = await platforms.file({
    title: 'Phone stolen',
    text: 'My phone was stolen yesterday. I cannot log in. Please remove my old factors.',
    requesterEmail: employee.email,
  })
  tell.say(`${employee.name} files ${ticket}, and nobody looks at it.`)
  const waiting = await stage.requestOf(ticket, (each) => each.status === 'waiting_approval')
  const approval = await stage.approvalOf(waiting.id)
  const reminded = await until('the reminder', 15, async () => {
    const shown = await stage.approvalOf(waiting.id)
    return shown.remindedAt === null ? null : shown
  })
  tell.fact('those who may approve were reminded', reminded.id === approval.id)
  const after = await stage.requestOf(ticket, (each) => each.status === 'escalated')
  tell.fact('the time ran out: handed over to a person', after.statusCode === 'approval_expired')
  tell.fact("Okta's journal shows no reset", (await platforms.resets(employee.oktaId)).length === 0)
  const back = await agree(stage, await publish(stage, files, 'the tour is over'))
  tell.fact('the policy of before is in force again, by the same two', back.state === 'published')
}

async function publish(stage: Stage, files: SourceFile[], reason: string): Promise<Published> {
  const client = await stage.as(stage.person('operator'))
  return client.post('/api/policy/publish', { kind: 'operator', files, reason }, Published)
}

/** The second person's yes to what they are shown of the change, and what came of it. */
async function agree(stage: Stage, asked: Published): Promise<{ shown: Approval; state: string | null }> {
  const second = stage.person('identityLead')
  const client = await stage.as(second)
  const shown = await client.get(`/api/approvals/${asked.approval?.id ?? ''}`, Approval)
  await decideAs(stage, second, shown, 'approve', {})
  const settled = await waitSettled(client, asked, 30_000)
  return { shown, state: settled?.state ?? null }
}
