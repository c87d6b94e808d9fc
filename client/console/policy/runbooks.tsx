import { useLocation } from 'react-router'
import type { Runbook } from '../api/operations.ts'

/** What guides the model, as it stands in the bundle in force; the one that the address names is open. */
export function Runbooks({ runbooks }: { runbooks: readonly Runbook[] }) {
  const { hash } = useLocation()
  if (runbooks.length === 0) return null
  return (
    <section className="band" aria-label="Runbooks">
      <header>
        <h2>Runbooks</h2>
        <p className="quiet">how things are done here, told to the model; they permit nothing</p>
      </header>
      <ul>
        {runbooks.map(({ id, title, about, always, text }) => (
          <li key={id} id={`runbook-${id}`} className="rule">
            <span className="rule-effect quiet">{always ? 'always' : 'found'}</span>
            <details className="rule-what" open={hash === `#runbook-${id}`}>
              <summary>
                {title} <code className="rule-id">{id}</code>
                {about.length > 0 && <span className="quiet"> {about.join(', ')}</span>}
              </summary>
              <pre className="runbook">{text}</pre>
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}
