import type { Approval } from '../api/operations.ts'
import { Until } from './when.tsx'

type Times = NonNullable<Approval['times']>

/** What happens when, if nobody answers: reminded, passed on, over. */
export function Countdown({ times }: { times: Times }) {
  const { remindsAt, passesOn, endsAt, otherwise } = times
  return (
    <span className="countdown">
      {remindsAt !== null && (
        <>
          reminds <Until at={remindsAt} />,{' '}
        </>
      )}
      {passesOn !== null && (
        <>
          goes to {passesOn.to.join(' and ')} <Until at={passesOn.at} />,{' '}
        </>
      )}
      {otherwise === 'deny' ? 'is denied' : 'is handed over to a person'} <Until at={endsAt} />
    </span>
  )
}
