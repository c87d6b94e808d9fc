import { type Html, html, page } from '../base/html.ts'
import type { Company } from '../company/company.ts'
import type { Delivery, DeskState, Ticket } from './model.ts'

const deliveryTexts: Record<Delivery['state'], string> = {
  waiting: 'on its way to Dex',
  delivered: 'handed to Dex',
  refused: 'refused by Dex',
}

export function listPage(company: Company, desk: DeskState): string {
  const tickets = desk.tickets.toReversed()
  const list = tickets.map((ticket) => card(ticket, desk, false))
  const body = html`${form(company)}<h2>Tickets</h2>${tickets.length > 0 ? list : html`<p>None yet.</p>`}`
  return page(`${company.name} service desk`, body)
}

export function ticketPage(company: Company, desk: DeskState, ticket: Ticket): string {
  return page(
    `${ticket.id} · ${company.name} service desk`,
    html`<p><a href="/">All tickets</a></p>${card(ticket, desk, true)}
    <form class="card" method="post" action="/tickets/${ticket.id}/replies"><h2>Answer</h2>
    <input type="hidden" name="authorEmail" value="${ticket.requesterEmail}">
    <label>Your answer<textarea name="text" rows="4" required></textarea></label>
    <button>Send it</button></form>`,
  )
}

function card(ticket: Ticket, desk: DeskState, alone: boolean): Html {
  const delivery = desk.outbox.find(
    (candidate) => candidate.ticketId === ticket.id && candidate.commentId === undefined,
  )
  const actor = ticket.actorEmail && ticket.actorEmail !== ticket.requesterEmail
  const comments = ticket.comments.map(
    (
      comment,
    ) => html`<div class="comment ${comment.public ? '' : 'internal'}"><div class="note">${comment.author}
      · ${comment.createdAt}${comment.public ? '' : ' · internal'}</div>${comment.body}</div>`,
  )
  const title = alone ? ticket.title : html`<a href="/tickets/${ticket.id}">${ticket.title}</a>`
  return html`<article class="card"><h3>${ticket.id} · ${title}</h3>
    <p class="note">${ticket.requesterEmail}${actor ? ` (filed by ${ticket.actorEmail ?? ''})` : ''} · ${ticket.createdAt}
      · ${delivery ? deliveryTexts[delivery.state] : ''}</p>
    <p class="text">${ticket.text}</p>${comments}</article>`
}

function form(company: Company): Html {
  const people = company.accounts.filter(
    (account) => account.kind === 'person' && account.status !== 'DEPROVISIONED',
  )
  const options = people.map(
    (person) =>
      html`<option value="${person.email}">${person.firstName} ${person.lastName} · ${person.title}</option>`,
  )
  return html`<form class="card" method="post" action="/tickets"><h2>New ticket</h2>
    <label>From<select name="requesterEmail">${options}</select></label>
    <label>Title<input name="title" required maxlength="1000"></label>
    <label>What is wrong?<textarea name="text" rows="5" required></textarea></label>
    <button>File it</button></form>`
}
