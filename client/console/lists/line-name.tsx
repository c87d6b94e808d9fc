import type { ListLine } from '../api/operations.ts'
import { platformName } from '../parts/action-title.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Id } from '../parts/id.tsx'

/** Who or what a line acts on, as the platform resolved it, beside how it was written. */
export function LineName({ line }: { line: ListLine }) {
  const { content, target } = line
  const name = content?.target?.name ?? content?.target?.email ?? null
  const written = content?.written ?? null
  return (
    <>
      {name !== null && <Foreign text={name} />}
      {written !== null && written !== name && (
        <span className="quiet">
          {name !== null && ' · '}
          <Foreign text={written} />
        </span>
      )}
      {content?.target?.department && <span className="quiet"> · {content.target.department}</span>}{' '}
      {target && <Id id={target.id} what={`${platformName(target.platform)} id`} />}
    </>
  )
}
