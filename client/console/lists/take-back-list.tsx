import { call } from '../api/call.ts'
import type { List } from '../api/operations.ts'
import { may, useMe } from '../frame/me.ts'
import { actionTitle } from '../parts/action-title.ts'
import { TakeBackForm } from '../parts/take-back-form.tsx'
import { At } from '../parts/when.tsx'

/** What a list did can be put back as one list of its own, while it is kept; policy and people decide on that one too. */
export function TakeBackList({ list }: { list: List }) {
  const { undo, undoneBy, request, step, hash } = list
  const allowed = may(useMe(), 'POST /api/requests/{id}/lists/{step}/undo')
  const ask = () =>
    call('POST /api/requests/{id}/lists/{step}/undo', { path: { id: request, step }, body: { hash } })
  return (
    <TakeBackForm
      undoneBy={undoneBy}
      offered={undo !== null && allowed}
      label="Take all of it back"
      ask={ask}
    >
      {undo !== null && (
        <p>
          {actionTitle(undo.action)}, {undo.lines} lines, as one list that asks for one yes
          {undo.gone > 0 && `; of ${undo.gone} nothing is kept that could be put back`}. Kept until{' '}
          <At at={undo.until} />. A line that somebody changed since is left as it is.
        </p>
      )}
    </TakeBackForm>
  )
}
