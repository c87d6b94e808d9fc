import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Approval } from '../api/operations.ts'
import { useOnline } from '../frame/online.ts'
import { useKeys } from '../parts/keys.ts'
import { useNow } from '../parts/now.ts'
import { Countdown } from '../parts/countdown.tsx'
import type { Choice } from './choice.ts'
import { AlwaysDialog } from '../standing/always-dialog.tsx'
import type { Scope } from '../standing/scope.ts'
import { useMe } from '../frame/me.ts'
import { DecideForm } from './decide-form.tsx'
import { EditForm } from './edit-form.tsx'

interface Props {
  /** The terms of a standing approval that ended, to be looked at again. */
  before: Scope | null
  approval: Approval
  stale: boolean
  choice: Choice | undefined
  next: () => void
}

type Verdict = 'approve' | 'reject'
type Open = Verdict | 'edit'

/** Yes and no; each disabled with its reason where this person may not. */
export function DecideBar({ approval, stale, choice, next, before }: Props) {
  const online = useOnline()
  const me = useMe()
  const [open, setOpen] = useState<Open | null>(choice === 'approve' || choice === 'reject' ? choice : null)
  // What was sent is answered where it was sent, whatever became of the approval meanwhile.
  const [sent, setSent] = useState(false)
  // The page may learn of it a moment later than the clock says so.
  const now = useNow()
  const over = approval.state === 'pending' && new Date(approval.expiresAt).getTime() <= now
  const general = over
    ? 'its time is over'
    : !online
      ? 'you are offline'
      : stale
        ? 'it changed; look at it as it is now first'
        : null
  const against = (verdict: Verdict): string | null => general ?? approval.may[verdict]?.why ?? null
  const begin = (verdict: Verdict): void => {
    if (against(verdict) === null && (verdict === 'reject' || signInAgain === null)) setOpen(verdict)
  }
  // Who may say no may say what it should be instead.
  const edits = approval.subject.kind === 'action' && approval.content !== null
  const { stepUp } = approval
  const signInAgain =
    stepUp !== null && !stepUp.done && general === null && approval.may.approve === null ? stepUp.url : null
  // Who said yes already may still say it for all like it.
  const decided = approval.decisions.some((each) => each.person === me.person && each.code === 'ok')
  const againstAlways =
    approval.offered.always === null
      ? (approval.offered.why ?? '')
      : decided && approval.state !== 'rejected'
        ? general
        : (against('approve') ?? (signInAgain === null ? null : 'sign in again and approve this one first'))
  const [always, setAlways] = useState(choice === 'always' && againstAlways === null)
  useKeys({
    a: () => begin('approve'),
    r: () => begin('reject'),
    e: () => {
      if (edits && against('reject') === null) setOpen('edit')
    },
    A: () => {
      if (againstAlways === null) setAlways(true)
    },
  })
  const connect = approval.may.approve?.code === 'connection_required' && general === null

  if (open !== null && (sent || against(open === 'edit' ? 'reject' : open) === null)) {
    const close = (): void => {
      setOpen(null)
      setSent(false)
    }
    if (open === 'edit')
      return <EditForm approval={approval} sent={() => setSent(true)} cancel={close} next={next} />
    return (
      <DecideForm
        key={open}
        approval={approval}
        verdict={open}
        sent={() => setSent(true)}
        cancel={close}
        next={next}
      />
    )
  }
  const reason = against('approve') ?? against('reject')
  return (
    <div className="decide">
      {always && <AlwaysDialog approval={approval} before={before} close={() => setAlways(false)} />}
      <div className="decide-buttons">
        <Button
          onClick={() => begin('approve')}
          disabled={against('approve') !== null || signInAgain !== null}
          rightSection={<kbd>a</kbd>}
        >
          Approve
        </Button>
        <Button
          variant="default"
          onClick={() => begin('reject')}
          disabled={against('reject') !== null}
          rightSection={<kbd>r</kbd>}
        >
          Reject
        </Button>
        {edits && (
          <Button
            variant="subtle"
            onClick={() => setOpen('edit')}
            disabled={against('reject') !== null}
            rightSection={<kbd>e</kbd>}
          >
            Change
          </Button>
        )}
        {approval.offered.always !== null && (
          <Button
            variant="subtle"
            onClick={() => setAlways(true)}
            disabled={againstAlways !== null}
            rightSection={<kbd>A</kbd>}
          >
            Approve always
          </Button>
        )}
      </div>
      {signInAgain !== null ? (
        <p className="decide-why">
          Policy asks that you sign in once more for exactly this.{' '}
          <a href={signInAgain}>Sign in again, then approve</a>
        </p>
      ) : connect ? (
        <p className="decide-why">
          {approval.may.approve?.why}. <a href={approval.connection.connectUrl}>Connect, then decide</a>
        </p>
      ) : reason !== null ? (
        <p className="decide-why">{reason.charAt(0).toUpperCase() + reason.slice(1)}.</p>
      ) : (
        <p className="decide-why quiet">
          If nobody answers, it {approval.times && <Countdown times={approval.times} />}.
        </p>
      )}
    </div>
  )
}
