import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { Link } from 'react-router'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { actionTitle, platformName } from '../parts/action-title.ts'
import { decisionOf } from '../parts/decision.ts'
import { Foreign, ForeignBlock } from '../parts/foreign.tsx'
import { Gates } from '../parts/gates.tsx'
import { Icon } from '../parts/icons.tsx'
import { Id, shorten } from '../parts/id.tsx'
import { Provenance } from '../parts/provenance.tsx'
import { Values } from '../parts/values.tsx'
import { ListReview } from '../lists/list-review.tsx'
import { changesOf, targetOf } from './facts.ts'
import { StandingReview } from '../standing/standing-review.tsx'
import { PublicationReview } from './publication.tsx'
import { RightsOf } from './rights-of.tsx'
import { Similar } from './similar.tsx'

interface Props {
  approval: Approval
  undo: boolean
  /** It is not what waits any more. */
  stale: boolean
}

/** From top to bottom: what will happen, what changes, to whom, as whom, through which gates, and how to take it back. */
export function ApprovalBody({ approval, undo, stale }: Props) {
  const decided = decisionOf(approval.decision)
  return (
    <div className="detail-body">
      <p className="sentence">
        {approval.sentence === null ? (
          <>
            {actionTitle(approval.action)}. What exactly was shown is destroyed with the request’s content, or
            is not yours to see; the record stays.
          </>
        ) : (
          <Foreign text={asSentence(approval.sentence)} />
        )}
      </p>
      <Unusual approval={approval} />
      {approval.standing ? (
        <StandingReview standing={approval.standing} />
      ) : approval.publication ? (
        <PublicationReview publication={approval.publication} hash={approval.hash} />
      ) : (
        <>
          {approval.list && <ListReview approval={approval} stale={stale} />}
          <Changes approval={approval} />
          <div className="facts-two">
            <Whom approval={approval} />
            <AsWhom approval={approval} />
          </div>
          <Edited approval={approval} />
        </>
      )}
      {decided && (
        <section className="part">
          <h3>Policy</h3>
          <Gates decided={decided} because={approval.because} codeRules={approval.codeRules} />
        </section>
      )}
      <Undo approval={approval} marked={undo} />
      {approval.publication || approval.standing ? null : <Folded approval={approval} />}
    </div>
  )
}

/** In what it differs from what was approved of its kind before. */
function Unusual({ approval: { unusual } }: Pick<Props, 'approval'>) {
  if (unusual.length === 0) return null
  return (
    <section className="not-usual" aria-labelledby="not-usual">
      <h3 id="not-usual">
        <Icon name="warn" /> Not as usual
      </h3>
      <ul>
        {unusual.map((each) => (
          <li key={each}>
            <Foreign text={asSentence(each)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Changes({ approval }: { approval: Approval }) {
  const changes = changesOf(approval)
  if (changes.length === 0) return null
  return (
    <table className="diff">
      <caption>What it sets</caption>
      <thead>
        <tr>
          <th scope="col">field</th>
          <th scope="col">now</th>
          <th scope="col">then</th>
          <th scope="col">from</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ name, before, after, provenance }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td className="minus">
              {before === null ? <span className="quiet">not read</span> : <Foreign text={before} />}
            </td>
            <td className="plus">
              {after === null ? <span className="quiet">none</span> : <Foreign text={after} />}
            </td>
            <td>
              <Provenance from={provenance} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Whom({ approval }: { approval: Approval }) {
  const target = targetOf(approval)
  const { requester } = approval
  return (
    <section className="part">
      <h3>To whom</h3>
      <dl className="facts">
        {!approval.list && (
          <div>
            <dt>target</dt>
            <dd>
              {target?.name || target?.email ? <Foreign text={target.name ?? target.email ?? ''} /> : null}{' '}
              {approval.target && (
                <Id id={approval.target.id} what={`${platformName(approval.target.platform)} id`} />
              )}{' '}
              <Provenance from={approval.content?.provenance['target']} />
            </dd>
          </div>
        )}
        {target && (
          <div>
            <dt>account</dt>
            <dd>
              {[target.department, target.status?.toLowerCase()].filter(Boolean).join(' · ')}
              {target.privileged ? <strong> · has admin rights</strong> : ' · no admin rights'}
              {target.labels.length > 0 && ` · ${target.labels.join(', ')}`}
            </dd>
          </div>
        )}
        <div>
          <dt>asked by</dt>
          <dd>
            {requester.you ? 'you' : requester.name === null ? 'unknown' : <Foreign text={requester.name} />}
            {' · '}
            {approval.assurance === 'verified'
              ? 'verified by their own sign-in'
              : 'asserted: the source says so, nobody has proven it'}
          </dd>
        </div>
        {approval.others.length > 0 && (
          <div>
            <dt>also asked</dt>
            <dd>
              <strong>
                {approval.others.length} other{' '}
                {approval.others.length === 1 ? 'request wants' : 'requests want'} to change the same
              </strong>
              ; one goes after the other:{' '}
              {approval.others.map((id) => (
                <Link key={id} to={`/requests/${id}`}>
                  {shorten(id)}
                </Link>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </section>
  )
}

function AsWhom({ approval }: { approval: Approval }) {
  const { runsAs, needed, given, decisions } = approval
  return (
    <section className="part">
      <h3>As whom</h3>
      <dl className="facts">
        <div>
          <dt>runs as</dt>
          <dd>
            {runsAs.person === null
              ? 'you, if yours is the first yes'
              : runsAs.you
                ? 'you'
                : (runsAs.name ?? 'the first who said yes')}
          </dd>
        </div>
        <RightsOf approval={approval} />
        <div>
          <dt>asked of</dt>
          <dd>
            {approval.askedOf.map((each) => `${each.quorum} of ${each.who}`).join(', ') || 'nobody named'}
            {` · ${given} of ${needed} given`}
            {decisions.map((each) => (
              <span key={each.id} className="yes">
                <Icon name={each.verdict === 'approve' ? 'check' : 'cross'} />
                {each.name ?? each.email ?? 'somebody'}
                {each.onBehalfOf !== null &&
                  ` on behalf of ${each.onBehalfOf.name ?? each.onBehalfOf.person}`}
                {each.code !== null && each.code !== 'ok' && (
                  <span className="quiet"> (does not count: {each.code})</span>
                )}
              </span>
            ))}
          </dd>
        </div>
      </dl>
    </section>
  )
}

/** What the model proposed before a person made this of it. */
function Edited({ approval }: { approval: Approval }) {
  const edited = approval.content?.edited
  if (!edited) return null
  return (
    <section className="part">
      <h3>Changed by a person</h3>
      {edited.reason !== null && <ForeignBlock text={edited.reason} from="Why, in their words" />}
      <p>
        Was proposed as: {edited.target !== null && <>target {edited.target} · </>}
        <Values of={edited.params} />
      </p>
    </section>
  )
}

function Undo({ approval, marked }: { approval: Approval; marked: boolean }) {
  const place = useRef<HTMLElement>(null)
  useEffect(() => {
    if (marked) place.current?.scrollIntoView({ block: 'center' })
  }, [marked])
  const { content } = approval
  if (!content) return null
  return (
    <section className={marked ? 'undo marked' : 'undo'} ref={place}>
      <Icon name="undo" />
      <div>
        {content.reversible === null ? (
          <p>
            <strong>Cannot be taken back.</strong>
          </p>
        ) : content.back?.before && content.back.params === null ? (
          <p>
            <strong>Cannot be taken back:</strong> nothing puts back exactly what stands.
          </p>
        ) : (
          <p>
            To take this back: <code>{content.reversible.by}</code>. {content.reversible.note}
          </p>
        )}
        {content.back?.before && (
          <p>
            Stands now: <Values of={content.back.before} />
            {content.back.keep !== null && (
              <span className="quiet"> · kept for {content.back.keep} once it is done</span>
            )}
          </p>
        )}
      </div>
    </section>
  )
}

function Folded({ approval }: { approval: Approval }) {
  const request = useQuery(queries.request(approval.request))
  const ask = request.data?.ask
  return (
    <div className="folded">
      {ask && (
        <details open>
          <summary>What the requester wrote</summary>
          <ForeignBlock text={ask.text} from={`Text of the requester. ${ask.title}`} />
        </details>
      )}
      {approval.content?.purpose && !approval.content.byPerson && (
        <details>
          <summary>What the model supposes</summary>
          <ForeignBlock
            text={approval.content.purpose}
            from="The model’s own words; nothing was decided on them"
          />
        </details>
      )}
      <Similar approval={approval} />
      <details>
        <summary>The raw proposal</summary>
        <pre tabIndex={0}>
          {JSON.stringify(
            {
              action: approval.action,
              hash: approval.hash,
              target: approval.target,
              params: approval.content?.params ?? null,
              provenance: approval.content?.provenance ?? null,
              obligations: approval.obligations,
            },
            null,
            2,
          )}
        </pre>
      </details>
    </div>
  )
}

const asSentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
