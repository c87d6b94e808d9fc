import { useQuery } from '@tanstack/react-query'
import type { Operations } from '../api/operations.ts'
import { queries } from '../api/queries.ts'
import { sayReach } from './say-reach.ts'

/** How many accounts the directory has of what the terms name. */
export function ReachOf({ ask }: { ask: Operations['POST /api/standing-approvals/reach']['body'] }) {
  const reach = useQuery(queries.reach(ask))
  if (reach.isPending) return <p className="quiet">Counting in the directory …</p>
  return (
    <ul className="counted">
      {sayReach(reach.data ?? null).map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  )
}
