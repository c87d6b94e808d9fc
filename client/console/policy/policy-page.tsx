import { useQuery } from '@tanstack/react-query'
import type { Operations, Rule } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { layerNames } from '../parts/decision.ts'
import { useTitle } from '../parts/heading.tsx'
import { Id } from '../parts/id.tsx'
import { Page } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Runbooks } from './runbooks.tsx'
import { Versions } from './versions.tsx'
import { WhyPanel } from './why-panel.tsx'

type PolicyInForce = Operations['GET /api/policy/in-force']['answer']

const asks: Readonly<Record<string, string>> = {
  global: 'for anybody at all',
  tenant: 'for this organization',
  target: 'on whom or what',
  department: 'for whose department',
  action: 'what each action asks for',
  runtime: 'when, and how many at once',
}

/** The bundle in force as six bands in order; underneath each, its rules. */
export default function PolicyPage() {
  const me = useMe()
  const policy = useQuery(queries.policy())
  useTitle('Policy')
  if (policy.isPending) {
    return (
      <main className="page">
        <Page />
      </main>
    )
  }
  if (policy.error) {
    return (
      <main className="page">
        <Trouble error={policy.error} retry={() => void policy.refetch()} />
      </main>
    )
  }
  const { digest, rules, names, runbooks, tests } = policy.data
  return (
    <main className="page page-wide policy">
      <header className="page-head">
        <h1>Policy</h1>
        <p className="quiet">
          in force: <Id id={digest} what="bundle digest" /> · {rules.length} rules. An action runs only if
          every layer allows it.
        </p>
        <Tests tests={tests} rules={rules} />
      </header>
      {may(me, 'POST /api/policy/decide') && <WhyPanel rules={rules} />}
      {Object.entries(layerNames).map(([layer, name], index) => {
        const own = rules.filter((rule) => rule.layer === layer)
        return (
          <section key={layer} className="band" aria-label={`Layer ${name}`}>
            <header>
              <span className="band-number" aria-hidden>
                {index + 1}
              </span>
              <h2>{name}</h2>
              <p className="quiet">{asks[layer]}</p>
            </header>
            {own.length === 0 ? (
              <p className="quiet band-none">No rule: nothing passes this layer.</p>
            ) : (
              <ul>
                {own.map((rule) => (
                  <RuleLine key={rule.id} rule={rule} names={names} />
                ))}
              </ul>
            )}
          </section>
        )
      })}
      <Runbooks runbooks={runbooks} />
      {may(me, 'GET /api/policy/history') && <Versions />}
    </main>
  )
}

/** How the bundle's own tests went when it was published, and which rules none of them reaches. */
function Tests({ tests, rules }: Pick<PolicyInForce, 'tests' | 'rules'>) {
  const cases = (tests.operator ?? 0) + (tests.tenant ?? 0)
  const known = rules.filter(({ tested }) => tested !== null)
  const reached = known.filter(({ tested }) => tested)
  if (known.length === 0) return <p className="quiet">Of tests nothing is kept with this bundle.</p>
  return (
    <p className="quiet">
      Tests: <strong>{cases.toLocaleString()}</strong> inputs decided as expected, {reached.length} of{' '}
      {rules.length} rules reached.
    </p>
  )
}

const actionsShown = 4

function Actions({ actions }: { actions: readonly string[] }) {
  const rest = actions.slice(actionsShown)
  return (
    <span className="rule-actions">
      {actions.slice(0, actionsShown).join(', ')}
      {rest.length > 0 && (
        <details className="rest">
          <summary> and {rest.length} more</summary>, {rest.join(', ')}
        </details>
      )}
    </span>
  )
}

function RuleLine({ rule, names }: { rule: Rule; names: Readonly<Record<string, string>> }) {
  const scope = Object.entries(rule.scope).map(([key, value]) => `${key} ${names[value] ?? value}`)
  return (
    <li
      id={`rule-${rule.id}`}
      className={`rule rule-${rule.effect}${rule.mode === 'shadow' ? ' rule-shadow' : ''}`}
    >
      <span className="rule-effect">{rule.effect}</span>
      <div className="rule-what">
        <div>
          <code className="rule-id">{rule.id}</code>{' '}
          {rule.mode === 'shadow' && <span className="tag">shadow</span>}
          {rule.owner === 'operator' && <span className="quiet">operator’s · </span>}
          <Actions actions={rule.actions} />
        </div>
        {(scope.length > 0 || rule.when !== null) && (
          <p className="rule-when">
            {scope.length > 0 && <span>{scope.join(', ')}</span>}{' '}
            {rule.when !== null && (
              <>
                when <code>{rule.when}</code>
              </>
            )}
          </p>
        )}
        {rule.because !== null && <p className="because">{rule.because}</p>}
        <Obligations obligations={rule.obligations} names={names} />
      </div>
      <span className="rule-counts">
        {rule.tested === false && <span className="rule-untested">no test reaches it</span>}
        {rule.decided > 0 && (
          <span title="How often it was the deciding rule in the last 30 days">decided {rule.decided}</span>
        )}
      </span>
    </li>
  )
}

function Obligations({
  obligations,
  names,
}: {
  obligations: Rule['obligations']
  names: Readonly<Record<string, string>>
}) {
  if (typeof obligations !== 'object' || obligations === null || Array.isArray(obligations)) return null
  const entries = Object.entries(obligations)
  if (entries.length === 0) return null
  const text = (value: unknown): string =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
          .filter(
            ([, each]) => each !== null && each !== false && !(Array.isArray(each) && each.length === 0),
          )
          .map(([key, each]) => `${key} ${text(each)}`)
          .join(', ')
      : Array.isArray(value)
        ? value.map(text).join(' or ')
        : (names[String(value)] ?? String(value))
  return (
    <p className="rule-asks">
      {entries.map(([name, value]) => (
        <span key={name}>
          <strong>{name.replaceAll('_', ' ')}</strong> {value === true ? '' : text(value)}
        </span>
      ))}
    </p>
  )
}
