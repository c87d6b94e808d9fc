import { decideAs } from '../decide-as.ts'
import { corroborated } from '../corroborated.ts'
import type { Stage } from '../stage.ts'

/** And on a third: an account that nobody uses for a while is suspended. */
export async function googleAccount(stage: Stage): Promise<void> {
  const { tell, platforms } = stage
  const manager = await stage.nextEmployee()
  const absent = await stage.nextEmployee()
  const approver = stage.person('identityLead')
  tell.scene('7. An account at Google Workspace')
  const before = (await platforms.writes('google')).length
  const ticket = await platforms.file({
    title: 'Suspend a Google account',
    text: `Please suspend the Google account of ${absent.email} while they are on parental leave.`,
    requesterEmail: manager.email,
  })
  tell.say(`${manager.name} files ${ticket} about ${absent.name}.`)
  const waiting = await stage.requestOf(ticket, (each) => each.status === 'waiting_approval')
  const approval = await stage.approvalOf(waiting.id)
  tell.quote(approval.sentence ?? '')
  await decideAs(stage, approver, approval, 'approve', {})
  const closed = await stage.requestOf(ticket, (each) => each.contentDestroyedAt !== null)
  const writes = (await platforms.writes('google')).slice(before)
  tell.fact(
    `Google's journal shows one change, on ${approver.name}'s own credential`,
    writes.length === 1 && writes[0]?.login === approver.email && writes[0].path.includes(absent.googleId),
  )
  tell.fact('the account is suspended at Google', await platforms.isSuspended(absent.googleId))
  tell.fact(
    "Google's own audit entry is linked to ours",
    await corroborated(stage, closed.id, 'google.user.suspend'),
  )
}
