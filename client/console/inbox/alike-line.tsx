import { actionTitle, platformName } from '../parts/action-title.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Icon } from '../parts/icons.tsx'
import { Risk } from '../parts/risk.tsx'
import { Left } from '../parts/when.tsx'
import { type Alike, ruleOf } from './alike.ts'
import { personOf } from './facts.ts'

interface Props {
  alike: Alike
  chosen: boolean
  open: boolean
  compact: boolean
  toggle: () => void
}

const namesShown = 3

/** Many that ask for the same, on one line with a count; each is still decided by itself. */
export function AlikeLine({ alike: { key, items, unlike }, chosen, open, compact, toggle }: Props) {
  const [first] = items
  if (!first) return null
  const soonest = items.map(({ expiresAt }) => expiresAt).toSorted()[0] ?? first.expiresAt
  const names = items.slice(0, namesShown).map((each) => personOf(each).name ?? each.target?.id ?? '')
  return (
    <li
      data-id={key}
      className={`inbox-line inbox-alike${chosen ? ' chosen' : ''}${compact ? ' compact' : ''}`}
    >
      <button type="button" aria-expanded={open} onClick={toggle}>
        <span className="inbox-risk">
          <Risk risk={first.risk} word={false} />
        </span>
        <span className="inbox-what">
          <span className="first">
            {actionTitle(first.action)}{' '}
            <span className="platform">{platformName(first.connection.platform)}</span>
          </span>
          <span className="second">
            {items.length} alike{unlike.size > 0 && `, ${unlike.size} not quite`}
          </span>
        </span>
        <span className="inbox-whom">
          <span className="first">
            <Foreign text={names.join(', ')} />
            {items.length > namesShown && (
              <span className="quiet"> and {items.length - namesShown} more</span>
            )}
          </span>
          <span className="second">each is decided by itself</span>
        </span>
        <span className="inbox-as">
          <span className="first">
            {first.runsAs.you ? 'as you' : `as ${first.runsAs.name ?? 'another person'}`}
            <span className="quiet"> · {first.needed} needed</span>
          </span>
          <span className="second">{ruleOf(first) ?? ''}</span>
        </span>
        <span className="inbox-left">
          <Left until={soonest} />
          <span className="second fold-mark">
            {open ? 'fold' : 'unfold'} <Icon name="down" />
          </span>
        </span>
      </button>
    </li>
  )
}
