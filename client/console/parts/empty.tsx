import type { ReactNode } from 'react'

/** What would be here, and how to make it come. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children && <div className="empty-how">{children}</div>}
    </div>
  )
}
