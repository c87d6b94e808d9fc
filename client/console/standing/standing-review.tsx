import { Link } from 'react-router'
import type { StandingApproval } from '../api/operations.ts'
import { Icon } from '../parts/icons.tsx'
import { Foreign } from '../parts/foreign.tsx'

/** The terms that a further person signs. */
export function StandingReview({ standing }: { standing: StandingApproval }) {
  return (
    <>
      <section className="part">
        <h3>It would run without asking</h3>
        <ul className="says">
          {standing.says.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </section>
      <section className="part">
        <h3>Signed</h3>
        <p>
          {standing.signatures.length} of {standing.needed}
        </p>
        {standing.signatures.map((each) => (
          <span key={each.person} className="yes">
            <Icon name="check" />
            {each.you ? 'you' : (each.name ?? each.person)}
          </span>
        ))}
        {standing.reason !== null && (
          <p>
            “<Foreign text={standing.reason} />”
          </p>
        )}
        <p>
          <Link to={`/approvals/${standing.approval}`}>The approval that it was granted from</Link>
        </p>
      </section>
    </>
  )
}
