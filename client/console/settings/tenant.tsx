import type { Settings } from '../api/operations.ts'
import { Id } from '../parts/id.tsx'
import { span } from '#contract/span.ts'
import { Fact } from './fact.tsx'

/** Where it signs in, what it is connected to, and the bounds of its requests. */
export function Tenant({ settings }: { settings: Settings }) {
  const { bounds } = settings
  return (
    <section className="part">
      <h2>This tenant</h2>
      <dl className="facts wide">
        <Fact name="time zone">{settings.zone}</Fact>
        <Fact name="identity source">{settings.identitySource}</Fact>
        <Fact name="signs in at">{settings.issuer ?? 'nowhere'}</Fact>
        <Fact name="platforms">{settings.platforms.map((each) => each.platform).join(', ') || 'none'}</Fact>
        <Fact name="channels">
          console, terminal{' '}
          {settings.sources.map((each) => (
            <span key={each.id}>
              {each.kind} <Id id={each.id} what="source id" />{' '}
            </span>
          ))}
        </Fact>
        <Fact name="bounds of a request">
          {bounds.turns} turns, {bounds.denials} denials, {bounds.tokens.toLocaleString()} tokens,{' '}
          {bounds.hours} hours
        </Fact>
        <Fact name="reminds approvers after">{span(settings.remindAfterSeconds * 1_000)}</Fact>
        <Fact name="a session ends">
          after {span(settings.session.idleSeconds * 1_000)} unused, after{' '}
          {span(settings.session.absoluteSeconds * 1_000)} in any case
        </Fact>
      </dl>
    </section>
  )
}

/** Who looks after what is handed over, in order. */
export function HandOvers({ settings }: { settings: Settings }) {
  if (settings.escalation.length === 0) return null
  return (
    <section className="part" aria-label="Hand-overs">
      <h2>Who looks after what is handed over</h2>
      <ol>
        {settings.escalation.map(({ to, categories, channels, departments, hours }) => (
          <li key={`${to} ${categories.join()} ${hours ?? ''}`}>
            {to}{' '}
            <span className="quiet">
              {[...categories, ...channels, ...departments, ...(hours === null ? [] : [hours])].join(', ') ||
                'everything else'}
            </span>
          </li>
        ))}
      </ol>
    </section>
  )
}
