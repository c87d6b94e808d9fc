import type { Page } from 'playwright-core'
import type { House } from './house.ts'
import { addPeople, fileTicket, leaversTicket, setStatus } from './seed.ts'

/** Where lists can be looked at: before the yes, while they run, after. */
export interface Lists {
  /** The approval of one that waits, two lines taken out. */
  waiting: string
  /** Requests. */
  paused: string
  held: string
  ended: string
}

interface Asked {
  id: string
  request: string
  step: number
  hash: string
  version: number
  list: { size: number; samples: number[] } | null
}

/** Four lists at four moments of their lives; `page` is an admin's. */
export async function prepareLists(house: House, page: Page): Promise<Lists> {
  const many = await addPeople(house, 120, 'paused')
  const few = await addPeople(house, 12, 'ended')
  const wrong = await addPeople(house, 24, 'failing')
  const waits = await addPeople(house, 46, 'waiting')

  const ended = await asked(house, page, few)
  await approve(page, ended)
  const held = await asked(house, page, wrong)
  await setStatus(house, wrong.slice(5, 15), 'DEPROVISIONED')
  await approve(page, held)
  const whole = await asked(house, page, [...waits, 'nobody.here@acme.example', waits[0] ?? ''])
  await api(page, 'POST', `/api/approvals/${whole.id}/take-out`, {
    ...{ hash: whole.hash, version: whole.version, lines: [4, 11] },
  })
  const waiting = await waitingList(page, whole.list ? whole.list.size - 2 : 0)
  const paused = await asked(house, page, many)
  await approve(page, paused)
  await until(page, paused.request, (list) => list.counts.done > 20)
  await api(page, 'POST', `/api/requests/${paused.request}/lists/${paused.step}/pause`, { hash: paused.hash })
  await until(page, held.request, (list) => list.state === 'held')
  await until(page, ended.request, (list) => list.state === 'ended')
  return { waiting: waiting.id, paused: paused.request, held: held.request, ended: ended.request }
}

async function asked(house: House, page: Page, people: readonly string[]): Promise<Asked> {
  await fileTicket(house, leaversTicket(house, people))
  return waitingList(page, new Set(people).size - (people.includes('nobody.here@acme.example') ? 1 : 0))
}

async function waitingList(page: Page, size: number): Promise<Asked> {
  const { items } = await api<{ items: Asked[] }>(page, 'GET', '/api/approvals?state=pending')
  const found = items.find((each) => each.list?.size === size)
  if (found) return found
  await page.waitForTimeout(300)
  return waitingList(page, size)
}

const approve = (page: Page, { id, hash, version, list }: Asked): Promise<unknown> =>
  api(page, 'POST', `/api/approvals/${id}/approve`, { hash, version, samples: list?.samples ?? [] })

interface Running {
  state: string
  counts: { done: number }
}

async function until(page: Page, request: string, wanted: (list: Running) => boolean): Promise<void> {
  const { lists } = await api<{ lists: Running[] }>(page, 'GET', `/api/requests/${request}`)
  if (lists.some(wanted)) return
  await page.waitForTimeout(200)
  return until(page, request, wanted)
}

/** As this page's person. */
export const api = <Answer>(page: Page, method: string, url: string, body?: object): Promise<Answer> =>
  page.evaluate(
    async (of) => {
      const answer = await fetch(of.url, {
        method: of.method,
        ...(of.body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(of.body) }),
      })
      if (!answer.ok) throw new Error(`${of.url}: ${answer.status} ${await answer.text()}`)
      return (await answer.json()) as never
    },
    { method, url, body },
  )
