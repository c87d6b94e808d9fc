import type { Settings } from '../api/operations.ts'
import { Fact } from './fact.tsx'

const dollars = (usd: number): string => `$${usd.toFixed(2)}`

/** What models took, and where it ends. */
export function Model({ settings }: { settings: Settings }) {
  const { budgets, usage } = settings
  const month = usage.filter(({ day }) => day.slice(0, 7) === usage[0]?.day.slice(0, 7))
  // Of the latest day on which one was asked.
  const models = usage.find((each) => each.models.length > 0)?.models ?? []
  const spent = month.reduce((sum, { usd }) => sum + usd, 0)
  const most = (usd: number | null) => (usd === null ? 'no bound' : `at most ${dollars(usd)}`)
  return (
    <section className="part" aria-label="Model and budget">
      <h2>Model and budget</h2>
      <dl className="facts wide">
        <Fact name="answered by">
          {models.length === 0 ? <span className="quiet">none yet</span> : models.join(', ')}
        </Fact>
        <Fact name="a request">{most(budgets.requestUsd)}</Fact>
        <Fact name="a day">
          {most(budgets.dayUsd)}
          {budgets.dayTokens !== null && <>, at most {budgets.dayTokens.toLocaleString()} tokens</>}
        </Fact>
        <Fact name="a month">
          {most(budgets.monthUsd)} <span className="quiet">{dollars(spent)} in the latest</span>
        </Fact>
      </dl>
      {usage.length === 0 ? (
        <p className="quiet">No model was asked in the last month.</p>
      ) : (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">day</th>
              <th scope="col">turns</th>
              <th scope="col">tokens</th>
              <th scope="col">cost</th>
            </tr>
          </thead>
          <tbody>
            {usage.slice(0, 14).map(({ day, turns, tokens, usd }) => (
              <tr key={day}>
                <td>{day}</td>
                <td>{turns.toLocaleString()}</td>
                <td>{tokens.toLocaleString()}</td>
                <td>{dollars(usd)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="quiet">
        Money follows from the configured prices; without prices it is 0. What reaches a request’s bound is
        handed over, a day’s or a month’s stops new work.
      </p>
    </section>
  )
}
