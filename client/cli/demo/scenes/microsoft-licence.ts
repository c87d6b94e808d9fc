import { decideAs } from '../decide-as.ts'
import { corroborated } from '../corroborated.ts'
import type { Stage } from '../stage.ts'

/** The same way on another platform: a licence, given with the token of the administrator who approved it. */
export async function microsoftLicence(stage: Stage): Promise<void> {
  const { tell, platforms } = stage
  const employee = await stage.nextEmployee()
  const approver = stage.person('identityLead')
  tell.scene('6. A licence at Microsoft 365')
  const before = (await platforms.writes('microsoft')).length
  const ticket = await platforms.file({
    title: 'Visio',
    text: 'I draw the floor plans from now on and need a Visio licence.',
    requesterEmail: employee.email,
  })
  tell.say(
    `${employee.name} files ${ticket}; the account is looked up at Microsoft, by a read-only delegation.`,
  )
  const waiting = await stage.requestOf(ticket, (each) => each.status === 'waiting_approval')
  const approval = await stage.approvalOf(waiting.id)
  tell.quote(approval.sentence ?? '')
  tell.fact(
    'nothing was changed at Microsoft yet',
    (await platforms.writes('microsoft')).length === before &&
      (approval.sentence ?? '').includes(employee.microsoftId),
  )
  await decideAs(stage, approver, approval, 'approve', {})
  const closed = await stage.requestOf(ticket, (each) => each.contentDestroyedAt !== null)
  const writes = (await platforms.writes('microsoft')).slice(before)
  tell.fact(
    `Microsoft's journal shows one change, on ${approver.name}'s own credential`,
    writes.length === 1 &&
      writes[0]?.login === approver.email &&
      writes[0].path.includes(`${employee.microsoftId}/assignLicense`),
  )
  tell.fact(
    "Entra's own audit entry is linked to ours",
    await corroborated(stage, closed.id, 'microsoft.license.assign'),
  )
}
