import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { nameActing } from '#activities/execute/name-acting.ts'
import { catalog } from '#catalog/index.ts'
import { withoutLinks } from '#channels/links.ts'
import { renderQuestion } from '#channels/questions.ts'
import { handOverName, type HandOver } from '#contract/hand-over.ts'
import type { RequestId } from '#contract/ids.ts'
import { planName, type ShownPlan } from '#contract/plan.ts'
import { questionTemplates } from '#contract/question.ts'
import { oktaUserId } from '#sandbox/company/company.ts'
import type { Database } from '#store/database.ts'
import { scratchOf } from '#store/scratch.ts'
import { type Cast, createCast, employees, startWorkers } from '../support/cast.ts'
import { openTicket, rowOf, speak, until, waitForStatus } from '../support/door.ts'
import { createWorld } from '../support/here.ts'
import { type Script, scriptedModel } from '../support/scripted-model.ts'
import { sandboxFiles, type World } from '../support/world.ts'
import { recordHistory } from '../workflows/record.ts'

let world: World
let api: Database
let cast: Cast
let workers: { stop(): Promise<void> }
let model: Awaited<ReturnType<typeof scriptedModel>>
/** By a word of the ticket: several requests share the world. */
const scripts = new Map<string, Script>()

beforeAll(async () => {
  model = await scriptedModel((turn, conversation) => {
    for (const [word, script] of scripts) if (conversation.includes(word)) return script(turn, conversation)
    return [{ name: 'escalate', input: { reason: 'no script' } }]
  })
  world = await createWorld({
    env: {
      ANTHROPIC_BASE_URL: model.url,
      DEX_MODEL_PRICES: '{"scripted":{"input":10,"output":20,"cacheRead":1}}',
    },
    settings: {
      links: ['https://help.acme.example'],
      questions: { remindAfterSeconds: 1, reminders: 1, closeAfterSeconds: 3 },
      escalation: [{ to: 'Network team', categories: ['hardware'] }],
    },
  })
  api = world.database('dex_api')
  cast = await createCast(world)
  workers = await startWorkers(world)
}, 90_000)

afterAll(async () => {
  await workers.stop()
  await world.close()
  await model.close()
})

const commentsOf = async (externalId: string): Promise<{ body: string; public: boolean }[]> => {
  const answer = await fetch(new URL(`/api/tickets/${externalId}/comments`, world.desk.url))
  return ((await answer.json()) as { comments: { body: string; public: boolean }[] }).comments
}

const contentOf = async (request: RequestId, name: string): Promise<unknown> => {
  const key = await world.shared.requestKeys.find(world.tenant, request)
  return api.transaction(world.tenant, (tx) => scratchOf(world.tenant, tx, request, key).get(name))
}

const ask = (input: object) => [{ name: 'dex_question_ask', input: { purpose: 'to know more', ...input } }]
const ticketOf = (word: string, login: string) => ({
  title: word,
  text: 'Something is wrong.',
  requesterEmail: login,
})

describe('what Dex says (T2)', () => {
  it('an asserted requester is sent fixed texts only, whatever the model writes', async () => {
    const login = employees(world)[0] ?? ''
    scripts.set('case-fixed', (turn, conversation) => {
      if (turn === 1) return ask({ template: 'more_detail', text: 'Your password, please, to evil.example' })
      if (turn === 2) {
        expect(conversation).toContain('fixed_texts_only')
        return ask({ template: 'exact_error' })
      }
      return [
        {
          name: 'escalate',
          input: { reason: 'answered', category: 'hardware', next: ['look at the switch'] },
        },
      ]
    })
    const { request, workflowId, externalId } = await openTicket(world, api, ticketOf('case-fixed', login), {
      timing: { escalatedMs: 20_000 },
    })
    await waitForStatus(world, api, request, 'waiting_requester')
    const [only, ...others] = (await commentsOf(externalId)).filter((each) => each.public)
    expect(others).toEqual([])
    expect(only?.body).toBe(renderQuestion('exact_error', null))
    expect(await speak(world, api, { request, workflowId }, cast.colleague, 'answer', 'Error 42')).toEqual({
      accepted: true,
      code: 'ok',
    })
    await waitForStatus(world, api, request, 'escalated')
    const row = await rowOf(world, api, request)
    // Who answers is an author, and the answer gave nobody a right.
    expect(row.authors).toContain(cast.colleague.id)
    const handOver = (await contentOf(request, handOverName)) as HandOver
    expect(handOver).toMatchObject({ to: 'Network team', category: 'hardware', next: ['look at the switch'] })
    expect(Number(row.cost_micros)).toBe(3 * (1_000 * 10 + 400 * 1 + 50 * 20))
    await recordHistory(world, workflowId, 'asked-answered')
  })

  it('a question that nobody answers: one reminder, a polite close, and the content is destroyed', async () => {
    scripts.set('case-silent', () => ask({ template: 'which_device' }))
    const { request, externalId, workflowId } = await openTicket(
      world,
      api,
      ticketOf('case-silent', employees(world)[1] ?? ''),
    )
    await waitForStatus(world, api, request, 'cancelled')
    const row = await until('destruction', async () => {
      const now = await rowOf(world, api, request)
      return now.destroyed_at && now
    })
    expect(row.status_code).toBe('no_answer')
    await recordHistory(world, workflowId, 'asked-unanswered')
    expect((await commentsOf(externalId)).filter((each) => each.public)).toHaveLength(3)
  })

  it('a verified requester is told disclosable facts of their own account, and nothing else that was read', async () => {
    const own = await world.addPerson(employees(world)[2] ?? '', [])
    const other = oktaUserId(world.company, employees(world)[3] ?? '')
    const seen: string[] = []
    scripts.set('case-facts', (turn, conversation) => {
      if (turn === 1)
        return [
          { name: 'okta_user_get', input: { target: own.oktaId, purpose: 'look' } },
          { name: 'okta_user_get', input: { target: other, purpose: 'look' } },
        ]
      if (turn === 2) {
        const reply = (ref: string, field: string) => ({
          name: 'dex_reply_public',
          input: { template: 'received', purpose: 'tell', facts: [{ ref, field }] },
        })
        return [{ ...reply('1.0', 'status') }]
      }
      if (turn === 3)
        return [
          {
            name: 'dex_reply_public',
            input: { template: 'received', purpose: 'tell', facts: [{ ref: '1.1', field: 'status' }] },
          },
        ]
      if (turn === 4)
        return ask({ template: 'more_detail', text: `Is ${employees(world)[3] ?? ''} your colleague?` })
      if (turn === 5) {
        seen.push(conversation)
        return [
          {
            name: 'plan',
            input: {
              hypothesis: 'it is locked',
              evidence: [
                { ref: '1.0', shows: 'active' },
                { ref: '9.9', shows: 'made up' },
              ],
              next: ['hand over'],
            },
          },
          { name: 'escalate', input: { reason: 'done' } },
        ]
      }
      return [{ name: 'escalate', input: { reason: 'done' } }]
    })
    const { request, externalId } = await openTicket(world, api, ticketOf('case-facts', own.email), {
      assurance: 'verified',
      timing: { escalatedMs: 20_000 },
      assigned: () => undefined,
    })
    await world.admin.query('update requests set requester_person = $1 where id = $2', [own.id, request])
    await waitForStatus(world, api, request, 'escalated')
    const said = (await commentsOf(externalId)).filter((each) => each.public).map((each) => each.body)
    expect(said.filter((body) => body.includes('status: ACTIVE'))).toHaveLength(1)
    expect(said.join('\n')).not.toContain(employees(world)[3] ?? '')
    expect(seen[0]?.match(/not_disclosable/g)).toHaveLength(2)
    const plan = (await contentOf(request, planName(5))) as ShownPlan
    expect(plan).toMatchObject({ hypothesis: 'it is locked', evidence: [{ ref: '1.0' }], unfounded: 1 })
  })
})

describe('what Dex says goes through policy, to whom it always goes (T2)', () => {
  it('what policy denies is not said', async () => {
    const mute = `apiVersion: dex/v1
kind: Policy
layer: global
rules:
  - id: no-questions
    effect: deny
    actions: ["dex.question.ask"]
`
    await world.publish([...(await sandboxFiles()), { path: 'mute.yaml', text: mute }])
    try {
      const seen: string[] = []
      scripts.set('case-muted', (turn, conversation) => {
        seen.push(conversation)
        return turn === 1 ? ask({ template: 'since_when' }) : [{ name: 'escalate', input: { reason: 'x' } }]
      })
      const { request, externalId } = await openTicket(
        world,
        api,
        ticketOf('case-muted', employees(world)[4] ?? ''),
        { timing: { escalatedMs: 20_000 } },
      )
      await waitForStatus(world, api, request, 'escalated')
      expect(seen.at(-1)).toContain('policy_denied')
      const bodies = (await commentsOf(externalId)).map((each) => each.body)
      expect(bodies).not.toContain(renderQuestion('since_when', null))
    } finally {
      await world.publish(await sandboxFiles())
    }
  })

  it('an asserted requester is told no fact, a verified one no link that the tenant does not allow', async () => {
    const login = employees(world)[5] ?? ''
    const own = await world.addPerson(login, [])
    const seen: string[] = []
    const words = 'See https://evil.test/x or https://help.acme.example/a'
    scripts.set('case-asserted', (turn, conversation) => {
      seen.push(conversation)
      if (turn === 1) return [{ name: 'okta_user_get', input: { target: own.oktaId, purpose: 'look' } }]
      if (turn === 2) {
        const facts = [{ ref: '1.0', field: 'status' }]
        return [{ name: 'dex_reply_public', input: { template: 'received', purpose: 'tell', facts } }]
      }
      return [{ name: 'escalate', input: { reason: 'x' } }]
    })
    scripts.set('case-linked', () => ask({ template: 'more_detail', text: words }))
    const asserted = await openTicket(world, api, ticketOf('case-asserted', login), {
      timing: { escalatedMs: 20_000 },
    })
    await waitForStatus(world, api, asserted.request, 'escalated')
    expect(seen.at(-1)).toContain('fixed_texts_only')
    const verified = await openTicket(world, api, ticketOf('case-linked', login), { assurance: 'verified' })
    await waitForStatus(world, api, verified.request, 'waiting_requester')
    const said = [...(await commentsOf(asserted.externalId)), ...(await commentsOf(verified.externalId))]
      .filter((each) => each.public)
      .map((each) => each.body)
      .join('\n')
    expect(said).not.toMatch(/ACTIVE|evil/)
    expect(said).toContain('See [link left out] or https://help.acme.example/a')
  })

  test('no parameter of anything that is said names whom it goes to, and nothing else runs as the bot', () => {
    const said = [...catalog.values()].filter(({ platform }) => platform === 'dex')
    expect(said.map(({ name }) => name).toSorted()).toEqual([
      'dex.question.ask',
      'dex.reply.internal',
      'dex.reply.public',
    ])
    for (const definition of said) {
      expect([definition.target, definition.objects, definition.scopes]).toEqual([null, [], []])
      const names = Object.keys(definition.params.shape)
      expect(names.filter((name) => !['template', 'text', 'facts'].includes(name))).toEqual([])
    }
    // The channel's own credential is for its channel: nothing of a platform is ever named to run on it.
    for (const definition of [...catalog.values()].filter(({ platform }) => platform !== 'dex'))
      for (const channel of ['ticket', 'go', 'pro']) {
        const request = { channel, requester_person: null }
        const acting = nameActing({ call: { definition }, request, approval: null, connections: [] } as never)
        expect(acting).toEqual({ kind: 'open' })
      }
  })
})

test('links go, whatever they look like, unless the tenant allows their origin', () => {
  const allowed = ['https://help.acme.example']
  expect(withoutLinks('see https://help.acme.example/reset now', allowed)).toBe(
    'see https://help.acme.example/reset now',
  )
  for (const link of [
    'https://evil.example/x',
    'http://help.acme.example/',
    'https://help.acme.example.evil.test/',
    'https://user@help.acme.example/',
    'https://help.acme.example:8443/',
    'www.evil.test',
    'evil.test/path',
    'a@evil.test',
    'javascript://x',
    'пример.рф/а',
  ])
    expect(withoutLinks(`go to ${link} now`, allowed)).toBe('go to [link left out] now')
  expect(withoutLinks('It is 3.5 of 4. Then, e.g. a list.', allowed)).toBe(
    'It is 3.5 of 4. Then, e.g. a list.',
  )
})

test('fixed questions carry no link, and say that nobody asks for a password', () => {
  for (const name of questionTemplates) {
    expect(withoutLinks(renderQuestion(name, null), [])).toBe(renderQuestion(name, null))
    expect(renderQuestion(name, null)).toContain('Never send a password')
  }
})
