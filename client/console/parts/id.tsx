import { useState } from 'react'

/** Shortened in the middle: both ends tell ids apart. */
export const shorten = (id: string): string => (id.length > 18 ? `${id.slice(0, 9)}…${id.slice(-5)}` : id)

/** Whole on hover, copied on a click. */
export function Id({ id, what = 'id' }: { id: string; what?: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <button
      type="button"
      className="id"
      title={copied ? 'Copied' : id}
      onClick={(event) => {
        event.stopPropagation()
        void navigator.clipboard.writeText(id).then(() => {
          setCopied(true)
          window.setTimeout(() => setCopied(false), 1_500)
        })
      }}
    >
      <span className="unseen-label">Copy {what} </span>
      {copied ? 'copied' : shorten(id)}
    </button>
  )
}
