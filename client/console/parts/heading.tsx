import { useEffect } from 'react'

/** Names the document as the page is named. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === '' ? 'Dex' : `${title} · Dex`
  }, [title])
}
