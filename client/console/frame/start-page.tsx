import type { ComponentType } from 'react'
import { Navigate } from 'react-router'
import { may, useMe } from './me.ts'

/** The first page is the inbox of who decides; who asks sees their own. */
export function StartPage({ inbox: Inbox }: { inbox: ComponentType }) {
  const me = useMe()
  return may(me, 'GET /api/approvals') ? <Inbox /> : <Navigate to="/me" replace />
}
