import { isDexError } from '#contract/error.ts'
import type { Approval } from '../../approval/approvals.ts'
import { decideAs } from '../decide-as.ts'
import type { Stage } from '../stage.ts'

/** A ticket, an approval by somebody who proved whom they speak to, one reset, and nothing kept. */
export async function lostPhone(stage: Stage): Promise<void> {
  const { tell, platforms } = stage
  const employee = await stage.nextEmployee()
  const approver = stage.person('approver')
  tell.scene('1. A lost phone')
  const before = (await platforms.users()).get(employee.oktaId)
  const ticket = await platforms.file({
    title: 'Lost my phone',
    text: 'I lost my phone on the train and cannot sign in any more. Could you please reset my MFA?',
    requesterEmail: employee.email,
  })
  tell.say(`${employee.name} files ${ticket} at the desk; the desk signs a webhook, Dex opens a request.`)
  const waiting = await stage.requestOf(ticket, (each) => each.status === 'waiting_approval')
  tell.fact(
    `nothing was changed yet: ${before?.factors ?? 0} factor enrolled, no reset in Okta's journal`,
    (await platforms.resets(employee.oktaId)).length === 0 && (before?.factors ?? 0) > 0,
  )

  const approval = await stage.approvalOf(waiting.id)
  tell.say(`${approver.name} signs in from a terminal and sees what would happen:`)
  tell.quote(approval.sentence ?? '')
  const sentence = approval.sentence ?? ''
  tell.fact(
    'the sentence names the account by its immutable id, and policy asks an IT administrator',
    sentence.includes(employee.oktaId) && JSON.stringify(approval.obligations).includes('"it-admin"'),
  )
  tell.fact('without a proof of identity the approval is refused', await refusedWithoutProof(stage, approval))
  await decideAs(stage, approver, approval, 'approve', { proof: 'callback' })
  tell.say(`${approver.name} approves: identity proven by a call back.`)

  const closed = await stage.requestOf(ticket, (each) => each.contentDestroyedAt !== null)
  const resets = await platforms.resets(employee.oktaId)
  tell.fact("Okta's journal shows exactly one reset", resets.length === 1)
  tell.fact(`it ran on ${approver.name}'s own credential`, resets[0]?.login === approver.email)
  tell.fact('no factor is enrolled any more', (await platforms.users()).get(employee.oktaId)?.factors === 0)
  const replies = (await platforms.ticket(ticket)).comments.filter((comment) => comment.public)
  tell.fact(
    'the ticket has its public reply',
    replies.some((reply) => reply.body.includes('finished')),
  )
  tell.quote(replies.at(-1)?.body ?? '')
  tell.fact(`the request is ${closed.status}`, closed.status === 'resolved')
  tell.fact('its content is destroyed: the key of the request is gone', !(await stage.keyExists(closed.id)))
}

async function refusedWithoutProof(stage: Stage, shown: Approval): Promise<boolean> {
  try {
    await decideAs(stage, stage.person('approver'), shown, 'approve', {})
    return false
  } catch (error) {
    return isDexError(error, 'proof_required')
  }
}
