import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import type { PolicyDiff, PolicyHistory } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { shorten } from '../parts/id.tsx'
import { lineDiff } from '../parts/line-diff.ts'
import { Lines } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { type Version, versionsOf } from './versions-of.ts'

/** Any two versions of one owner's bundle, rule by rule; which two stands in the address. */
export function Compare({ history }: { history: PolicyHistory }) {
  const [search, setSearch] = useSearchParams()
  const versions = versionsOf(history)
  const [from, to] = [search.get('from') ?? '', search.get('to') ?? '']
  const owner = versions.find(({ digest }) => digest === from)?.owner
  const others = versions.filter((each) => each.owner === owner && each.digest !== from)
  const comparable = versions.filter((each) =>
    versions.some((other) => other.owner === each.owner && other.digest !== each.digest),
  )
  if (comparable.length === 0)
    return <p className="quiet">Once there are two versions, what differs between them is shown here.</p>
  const choose = (next: { from: string; to: string }): void =>
    setSearch((now) => ({ ...Object.fromEntries(now), ...next }), { replace: true })
  return (
    <div className="compare">
      <div className="compare-choice">
        <NativeSelect
          label="From"
          value={from}
          onChange={(event) => {
            const { value } = event.currentTarget
            const chosen = versions.find(({ digest }) => digest === value)
            const rest = versions.filter((each) => each.owner === chosen?.owner && each.digest !== value)
            const current = rest.find(({ inForce }) => inForce) ?? rest[0]
            choose({ from: value, to: current?.digest ?? '' })
          }}
          data={[{ value: '', label: 'Choose a version' }, ...comparable.map(said)]}
        />
        <NativeSelect
          label="To"
          value={to}
          disabled={owner === undefined}
          onChange={(event) => choose({ from, to: event.currentTarget.value })}
          data={[...(to === '' ? [{ value: '', label: 'Choose' }] : []), ...others.map(said)]}
        />
      </div>
      {from !== '' && to !== '' && <Differences from={from} to={to} />}
    </div>
  )
}

const said = ({ digest, owner, at, inForce }: Version) => ({
  value: digest,
  label: `${shorten(digest.replace(/^sha256:/, ''))}, ${owner === 'operator' ? 'the operator’s' : 'ours'}, ${at.slice(0, 10)}${inForce ? ', in force' : ''}`,
})

function Differences({ from, to }: { from: string; to: string }) {
  const diff = useQuery(queries.policyDiff(from, to))
  if (diff.isPending) return <Lines rows={3} />
  if (diff.error) return <Trouble error={diff.error} retry={() => void diff.refetch()} />
  const { parts } = diff.data
  if (parts.length === 0) return <p className="quiet">They say the same.</p>
  return (
    <div aria-label="What differs" role="region">
      <p className="quiet">{counted(parts)}. What decides otherwise stands in the review of each version.</p>
      {parts.map((part) => (
        <Part key={`${part.of} ${part.id}`} part={part} />
      ))}
    </div>
  )
}

type PartOf = PolicyDiff['parts'][number]

const become = ({ before, after }: PartOf): string =>
  before === null ? 'added' : after === null ? 'removed' : 'changed'

function counted(parts: readonly PartOf[]): string {
  const count = (word: string): string[] => {
    const found = parts.filter((part) => become(part) === word).length
    return found === 0 ? [] : [`${found} ${word}`]
  }
  return ['added', 'removed', 'changed'].flatMap(count).join(', ')
}

const marks = { '+': 'added', '-': 'removed', ' ': null } as const

function Part({ part }: { part: PartOf }) {
  return (
    <details className="diff" open>
      <summary>
        {part.of} <code>{part.id}</code> <span className="quiet">{become(part)}</span>
      </summary>
      <ol className="diff-lines">
        {lineDiff(part.before, part.after).map(({ mark, text }, at) => (
          // Lines of a text that never changes: their place is their name.
          <li key={at} className={mark === '+' ? 'diff-in' : mark === '-' ? 'diff-out' : 'diff-same'}>
            <span aria-hidden>{mark}</span>
            {marks[mark] && <span className="unseen-label">{marks[mark]}: </span>}
            <code>{text}</code>
          </li>
        ))}
      </ol>
    </details>
  )
}
