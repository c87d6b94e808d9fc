import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { StopDialog } from './stop-dialog.tsx'

/** The state of the stop switch, in the frame of every page; an admin turns it. */
export function StopSwitch() {
  const me = useMe()
  const sees = may(me, 'GET /api/stops')
  const stops = useQuery({ ...queries.stops(), enabled: sees })
  const [open, setOpen] = useState(false)
  if (!sees) return null
  const inForce = (stops.data?.items ?? []).filter(({ resumed }) => resumed === null)
  const all = inForce.some(({ scope }) => scope.platform === null && scope.action === null)
  const words = all ? 'Changes stopped' : inForce.length > 0 ? 'Some changes stopped' : 'Changes run'
  return (
    <>
      <button
        type="button"
        aria-live="polite"
        className={inForce.length > 0 ? 'stop-state stopped' : 'stop-state'}
        onClick={() => setOpen(true)}
      >
        {words}
      </button>
      {open && <StopDialog inForce={inForce} close={() => setOpen(false)} />}
    </>
  )
}
