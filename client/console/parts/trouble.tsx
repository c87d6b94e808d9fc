import { Button } from '@mantine/core'
import { Refusal } from '../api/call.ts'

const sentence = (text: string): string => {
  const first = text.charAt(0).toUpperCase() + text.slice(1)
  return /[.!?]$/.test(first) ? first : `${first}.`
}

/** What went wrong, the mend, and a code to quote. */
export function Trouble({ error, retry }: { error: Error; retry?: () => void }) {
  const refusal = error instanceof Refusal ? error : null
  return (
    <div className="trouble" role="alert">
      <p className="trouble-what">{sentence(refusal ? refusal.message : 'this part of the page failed')}</p>
      {refusal?.mend ? <p>{sentence(refusal.mend)}</p> : null}
      <p className="trouble-code">
        <code>{refusal?.code ?? 'page_failed'}</code>
        {refusal?.instance ? <code>{refusal.instance}</code> : null}
      </p>
      {retry && (
        <Button variant="default" size="xs" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  )
}
