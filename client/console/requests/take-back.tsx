import { call } from '../api/call.ts'
import type { Step } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { TakeBackForm } from '../parts/take-back-form.tsx'
import { Values } from '../parts/values.tsx'
import { At } from '../parts/when.tsx'

/** What was done can be put back while it is kept: as a request of its own, which policy and people decide on. */
export function TakeBack({ request, step: { step, hash, undo, undoneBy } }: { request: string; step: Step }) {
  const allowed = may(useMe(), 'POST /api/requests/{id}/steps/{step}/undo')
  const ask = () =>
    call('POST /api/requests/{id}/steps/{step}/undo', { path: { id: request, step }, body: { hash } })
  return (
    <TakeBackForm undoneBy={undoneBy} offered={undo !== null && allowed} label="Take it back" ask={ask}>
      {undo !== null && <Before undo={undo} />}
    </TakeBackForm>
  )
}

function Before({ undo }: { undo: NonNullable<Step['undo']> }) {
  return (
    <>
      <p>
        {actionTitle(undo.action)}. {undo.note}
      </p>
      {undo.before !== null && (
        <dl className="facts">
          <div>
            <dt>stood before</dt>
            <dd>
              <Values of={undo.before as object} />
            </dd>
          </div>
          <div>
            <dt>since then</dt>
            <dd>
              <Values of={(undo.after ?? {}) as object} />
            </dd>
          </div>
          <div>
            <dt>kept until</dt>
            <dd>
              <At at={undo.until} />
            </dd>
          </div>
        </dl>
      )}
      <p className="quiet">
        A request of its own, in your name: policy and others decide on it, and nothing is done if somebody
        has changed it since.
      </p>
    </>
  )
}
