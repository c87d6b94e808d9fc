import { useQuery } from '@tanstack/react-query'
import type { Approval } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { Foreign } from '../parts/foreign.tsx'

interface Props {
  approval: Approval
  looked: ReadonlySet<number>
  look: (line: number) => void
}

/** Lines of a long list that code picks for this person: looked at one by one before the yes. */
export function Samples({ approval, looked, look }: Props) {
  const { data } = useQuery(queries.list(approval.request, approval.step))
  const samples = approval.list?.samples ?? []
  return (
    <fieldset className="samples">
      <legend>The list is long. Look at these {samples.length} first</legend>
      {samples.map((number) => {
        const line = data?.lines.find((each) => each.line === number)
        return (
          <label key={number}>
            <input
              type="checkbox"
              checked={looked.has(number)}
              disabled={!line}
              onChange={() => look(number)}
            />
            <span>
              <span className="quiet">Line {number} · </span>
              {line?.content && (
                <>
                  <Foreign text={line.content.target?.name ?? line.content.written ?? ''} />
                  {line.content.target?.department && (
                    <span className="quiet"> · {line.content.target.department}</span>
                  )}
                </>
              )}
              {line?.content?.sentence && (
                <span className="said">
                  <Foreign text={line.content.sentence} />
                </span>
              )}
            </span>
          </label>
        )
      })}
    </fieldset>
  )
}
