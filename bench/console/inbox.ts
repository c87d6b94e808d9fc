import { oktaUserId } from '#sandbox/company/company.ts'
import type { TestApi } from '../../test/api/support/test-api.ts'
import { employees } from '../../test/support/cast.ts'
import { openGate } from '../../test/support/gate.ts'
import { compared, figure, median, type Row } from '../result.ts'

const few = 100
const many = 10_000
const entries = 1_000_000
/** What more there is must not show in the inbox. */
const timesMax = 3
const warmUp = 5

/** The inbox as the console asks for it, with a hundred that wait, and with ten thousand and a long log behind them. */
export async function inbox(api: TestApi, rounds: number, progress: (line: string) => void): Promise<Row[]> {
  const { world } = api
  const gate = await openGate(world)
  const people = employees(world)
  progress(`${few} are asked for`)
  await world.admin.query(`update approvals set state = 'void', closed_at = now() where state = 'pending'`)
  let template = ''
  for (let number = 0; number < few; number += 1) {
    const login = people[number % people.length] ?? ''
    const target = oktaUserId(world.company, login)
    const asked = await gate.ask(login, { action: 'okta.user.reset_factors', target })
    await asked.decide()
    template = asked.request
  }
  await gate.close()
  const session = await api.browserSession(api.person('Identity Lead'))
  const asks = [
    { name: 'the inbox', url: '/api/approvals?state=pending&limit=100&for=me', timesMax },
    { name: 'all that waits', url: '/api/approvals?state=pending&limit=100', timesMax },
    { name: 'the counts', url: '/api/counts', timesMax: Infinity },
  ]
  await world.admin.query('analyze')
  const measure = async (url: string): Promise<number> => {
    const taken: number[] = []
    for (let round = -warmUp; round < rounds; round += 1) {
      const started = performance.now()
      const answer = await api.call({ url, headers: session.headers })
      const { items } = answer.json<{ items?: { sentence: string | null }[] }>()
      // A page that is not full, or whose content is gone, is no inbox of that many.
      const whole = items?.filter((each) => each.sentence !== null).length ?? few
      if (answer.statusCode !== 200 || whole !== few)
        throw new Error(
          `${url}: ${answer.statusCode}, ${whole} of ${few} whole: ${answer.body.slice(0, 500)}`,
        )
      if (round >= 0) taken.push(performance.now() - started)
    }
    return median(taken)
  }
  const measureAll = async (): Promise<number[]> => {
    const taken = []
    for (const { url } of asks) taken.push(await measure(url))
    return taken
  }
  const before = await measureAll()
  progress(`${many} wait, ${entries} entries are logged`)
  await fill(api, template)
  const after = await measureAll()
  return asks.flatMap(({ name, timesMax: most }, at): Row[] => {
    const small = figure(`${name}, ${few} wait`, before[at] ?? 0, 'ms')
    const large = figure(`${name}, ${many} wait, ${entries} entries`, after[at] ?? 0, 'ms')
    const ratio = (after[at] ?? 0) / (before[at] ?? 1)
    return [{ ...compared(large, small, ratio), ok: ratio <= most }, small]
  })
}

/** Like this one, each on an account of its own, and all of them due later. */
async function fill({ world }: TestApi, request: string): Promise<void> {
  const copy = async (table: string, key: string, changes: string): Promise<void> => {
    const { rows } = await world.admin.query<{ column_name: string }>(
      `select column_name from information_schema.columns
       where table_name = $1 and table_schema = 'public' and is_generated = 'NEVER' and is_identity = 'NO'`,
      [table],
    )
    const columns = rows.map((row) => `"${row.column_name}"`).join(', ')
    await world.admin.query(
      `insert into ${table} (${columns}) select ${rows.map((row) => `(c.r)."${row.column_name}"`).join(', ')}
       from (select jsonb_populate_record(o, ${changes}) as r
             from ${table} o, generate_series(1, ${many - few}) n where o.${key} = $1) c`,
      [request],
    )
  }
  const id = `'req_bench' || n`
  await copy(
    'requests',
    'id',
    `jsonb_build_object('id', ${id}, 'workflow_id', 'acme/bench/' || n, 'door_key', 'bench' || n)`,
  )
  await copy(
    'proposals',
    'request',
    `jsonb_build_object('request', ${id}, 'target', jsonb_set(o.target, '{id}', to_jsonb('00ubench' || n)))`,
  )
  await copy(
    'approvals',
    'request',
    `jsonb_build_object('request', ${id}, 'id', 'apr_bench' || n, 'expires_at', o.expires_at + n * interval '1 second')`,
  )
  // What was chained stays chained; these stand after it, for their number alone.
  await world.admin.query(`alter table activity_log disable trigger user`)
  const { rows } = await world.admin.query<{ column_name: string }>(
    `select column_name from information_schema.columns where table_name = 'activity_log' and table_schema = 'public'
       and is_generated = 'NEVER'`,
  )
  const columns = rows.map((row) => `"${row.column_name}"`)
  await world.admin.query(
    `insert into activity_log (${columns.join(', ')})
     select ${columns.map((name) => (name === '"seq"' ? 'o.seq + n' : `o.${name}`)).join(', ')}
     from (select * from activity_log order by seq desc limit 1) o, generate_series(1, ${entries}) n`,
  )
  await world.admin.query('analyze')
}
