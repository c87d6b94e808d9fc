import { Link } from 'react-router'
import type { Approval } from '../api/operations.ts'
import { actionTitle, platformName } from '../parts/action-title.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Icon } from '../parts/icons.tsx'
import { Risk } from '../parts/risk.tsx'
import { Left } from '../parts/when.tsx'
import { ruleOf, type Trait } from './alike.ts'
import { personOf } from './facts.ts'

interface Props {
  approval: Approval
  chosen: boolean
  open: boolean
  compact: boolean
  /** In what it is not like those that it is folded with; null where it stands alone. */
  unlike: ReadonlySet<Trait> | null
}

/** One approval on one line: what, to whom, as whom and how many, until when. */
export function InboxLine({ approval, chosen, open, compact, unlike }: Props) {
  const { requester, runsAs, needed, given } = approval
  const rule = ruleOf(approval)
  const { name, department } = personOf(approval)
  return (
    <li
      data-id={approval.id}
      className={`inbox-line${chosen ? ' chosen' : ''}${open ? ' open' : ''}${compact ? ' compact' : ''}${unlike ? ' inbox-inner' : ''}`}
    >
      <Link to={`/approvals/${approval.id}`} replace={compact} aria-current={open ? 'true' : undefined}>
        <span className="inbox-risk">
          <Risk risk={approval.risk} word={false} />
        </span>
        <span className="inbox-what">
          <span className="first">
            {actionTitle(approval.action)}{' '}
            <span className="platform">{platformName(approval.connection.platform)}</span>
          </span>
          <span className={`second${unlike?.has('words') ? ' unlike' : ''}`}>
            {approval.publication ? (
              <Foreign text={approval.publication.reason} />
            ) : approval.standing ? (
              'for always'
            ) : requester.title === null ? (
              'no words of the requester'
            ) : (
              <Foreign text={requester.title} />
            )}
          </span>
        </span>
        <span className="inbox-whom">
          <span className="first">
            {approval.list ? (
              `${approval.list.size} at once`
            ) : approval.publication || approval.standing ? (
              <Foreign text={requester.name ?? ''} />
            ) : name === null ? (
              approval.target?.id
            ) : (
              <Foreign text={name} />
            )}
            {department && (
              <span className={unlike?.has('department') ? 'unlike' : 'quiet'}> · {department}</span>
            )}
          </span>
          <span className={`second${unlike?.has('assurance') ? ' unlike' : ''}`}>
            {approval.assurance === 'verified' ? 'requester verified' : 'requester asserted by the source'}
          </span>
        </span>
        <span className="inbox-as">
          <span className="first">
            {approval.publication
              ? 'a change of policy'
              : runsAs.you
                ? 'as you'
                : `as ${runsAs.name ?? 'another person'}`}
            <span className={unlike?.has('given') ? 'unlike' : 'quiet'}>
              {' · '}
              {given > 0 ? `${given} of ${needed} given` : `${needed} needed`}
            </span>
          </span>
          <span className="second">{rule ?? ''}</span>
        </span>
        <span className="inbox-left">
          <Left until={approval.expiresAt} />
          {approval.times?.passesOn && (
            <span className="second">then {approval.times.passesOn.to.join(' and ')}</span>
          )}
          {approval.unusual.length > 0 && (
            <span className="second unusual" title={approval.unusual.join('. ')}>
              <Icon name="warn" /> not as usual
            </span>
          )}
          {unlike !== null && unlike.size > 0 && <span className="second unlike">not quite alike</span>}
          {approval.may.approve && approval.may.approve.code !== 'connection_required' && (
            <span className="second">
              {approval.may.approve.code === 'already_decided' ? 'you decided' : 'not yours'}
            </span>
          )}
        </span>
      </Link>
    </li>
  )
}
