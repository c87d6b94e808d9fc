import { useEffect, useRef } from 'react'

/** What `mod` is called on this machine. */
export const mod = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘' : 'Ctrl '

export type Keys = Readonly<Record<string, () => void>>

const editable = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** Single keys, where nobody is typing and nothing lies above the page; `mod+k` everywhere. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys)
  useEffect(() => {
    current.current = keys
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      const mod = event.metaKey || event.ctrlKey
      const name = mod ? `mod+${event.key.toLowerCase()}` : event.key
      const found = Object.hasOwn(current.current, name) ? current.current[name] : undefined
      if (!found || event.altKey || event.isComposing) return
      if (!mod && (editable(event.target) || document.querySelector('[role="dialog"]'))) return
      // A button that has the focus keeps its own key.
      if (
        name === 'Enter' &&
        event.target instanceof HTMLElement &&
        event.target.closest('button, a, summary')
      )
        return
      event.preventDefault()
      found()
    }
    window.addEventListener('keydown', listen)
    return () => window.removeEventListener('keydown', listen)
  }, [])
}
