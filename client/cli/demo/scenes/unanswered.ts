import { catalog } from '#catalog/index.ts'
import { loadBundle } from '#policy/load.ts'
import type { SourceFile } from '#policy/bundle.ts'
import { z } from 'zod'
import { decideAs } from '../decide-as.ts'
import { programs } from '../../up/places.ts'
import { readBundleFiles } from '#client/cli/policy/read-bundle-files.ts'
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
  const digest = await publish(stage, short, `approvals wait ${within}, for the tour`)
  tell.say(
    `${operator.name} asks for a policy whose approvals wait ${within} instead of 24 h; ${stage.person('identityLead').name} agrees.`,
  )
  tell.fact(
    'the digest is that of the same documents read here',
    digest === loadBundle({ operator: short }, catalog).digest,
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
  await publish(stage, files, 'the tour is over')
  tell.say('The policy of before is in force again.')
}

/** In force once a second person has agreed. */
async function publish(stage: Stage, files: SourceFile[], reason: string): Promise<string> {
  const client = await stage.as(stage.person('operator'))
  const answer = z.looseObject({ digest: z.string(), publication: z.string() })
  const { digest, publication } = await client.post(
    '/api/policy/publish',
    { kind: 'operator', files, reason },
    answer,
  )
  const approval = await stage.approvalOf(encodeURIComponent(publication))
  await decideAs(stage, stage.person('identityLead'), approval, 'approve', {})
  const history = z.looseObject({ inForce: z.looseObject({ operator: z.string() }) })
  await until('the policy to be in force', 15, async () => {
    const { inForce } = await client.get('/api/policy/history', history)
    return inForce.operator === digest ? inForce : null
  })
  return digest
}
