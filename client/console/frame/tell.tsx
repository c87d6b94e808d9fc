import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from 'react'

const TellContext = createContext<(text: string) => void>(() => undefined)

export const useTell = (): ((text: string) => void) => useContext(TellContext)

const shownMs = 5_000

/** Says what was done, below, for a moment; to screen readers too. */
export function Teller({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState<string | null>(null)
  const timer = useRef<number | null>(null)
  const tell = useCallback((text: string) => {
    setSaid(text)
    if (timer.current !== null) window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setSaid(null), shownMs)
  }, [])
  return (
    <TellContext value={tell}>
      {children}
      <div className="told" role="status" aria-live="polite">
        {said !== null && <p>{said}</p>}
      </div>
    </TellContext>
  )
}
