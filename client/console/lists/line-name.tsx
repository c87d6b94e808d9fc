import type { ListLine } from '../api/operations.ts'
import { platformName } from '../parts/action-title.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Id } from '../parts/id.tsx'

/** Who or what a line acts on, as the platform resolved it, beside how it was written: four cells of a row. */
export function LineName({ line: { content, target } }: { line: ListLine }) {
  const written = content?.written ?? null
  const name = content?.target?.name ?? content?.target?.email ?? written
  return (
    <>
      <span className="line-who">{name !== null && <Foreign text={name} />}</span>
      <span className="line-written quiet">
        {written !== null && written !== name && <Foreign text={written} />}
      </span>
      <span className="line-department quiet">{content?.target?.department}</span>
      <span className="line-id">
        {target && <Id id={target.id} what={`${platformName(target.platform)} id`} />}
      </span>
    </>
  )
}
