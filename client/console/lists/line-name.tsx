import type { ListLine } from '../api/operations.ts'
import { platformName } from '../parts/action-title.ts'
import { Foreign } from '../parts/foreign.tsx'
import { Id } from '../parts/id.tsx'

interface Props {
  line: ListLine
  /** The parameter that the lines name, where they have one target. */
  over: string | null
}

/** Who or what a line is about, as the platform resolved it, beside how it was written: four cells of a row. */
export function LineName({ line: { content, target }, over }: Props) {
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
        {target && <Id id={named(content, over) ?? target.id} what={`${platformName(target.platform)} id`} />}
      </span>
    </>
  )
}

function named(content: ListLine['content'], over: string | null): string | null {
  const params = content?.params
  if (over === null || typeof params !== 'object' || params === null || Array.isArray(params)) return null
  const value = params[over]
  return typeof value === 'string' ? value : null
}
