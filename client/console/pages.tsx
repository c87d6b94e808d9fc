import { type ComponentType, lazy, type LazyExoticComponent } from 'react'
import type { Operations } from './api/operations.ts'
import type { PagePath } from './pages.ts'

/** One chunk a page; what is not here is not reachable. */
export const pages: Readonly<Record<PagePath, LazyExoticComponent<ComponentType>>> = {
  '/': lazy(() => import('./inbox/inbox-page.tsx')),
  '/approvals/:id': lazy(() => import('./inbox/inbox-page.tsx')),
  '/requests': lazy(() => import('./requests/list-page.tsx')),
  '/requests/:id': lazy(() => import('./requests/story-page.tsx')),
  '/in-doubt': lazy(() => import('./in-doubt/in-doubt-page.tsx')),
  '/activity': lazy(() => import('./activity/activity-page.tsx')),
  '/policy': lazy(() => import('./policy/policy-page.tsx')),
  '/autonomy': lazy(() => import('./autonomy/autonomy-page.tsx')),
  '/standing-approvals': lazy(() => import('./standing/standing-page.tsx')),
  '/connections': lazy(() => import('./connections/connections-page.tsx')),
  '/settings': lazy(() => import('./settings/settings-page.tsx')),
  '/me': lazy(() => import('./me/me-page.tsx')),
}

export interface Place {
  path: PagePath
  name: string
  icon:
    | 'autonomy'
    | 'standing'
    | 'inbox'
    | 'question'
    | 'requests'
    | 'activity'
    | 'policy'
    | 'connections'
    | 'settings'
    | 'me'
  /** The line of the authorization table that its page needs; null: everybody's. */
  needs: keyof Operations | null
  /** Which of the counts stands beside it. */
  count?: 'approvals' | 'requests' | 'inDoubt'
}

/** In the order in which they stand; a place whose calls the session may not make is not shown. */
export const places: readonly Place[] = [
  { path: '/', name: 'Inbox', icon: 'inbox', needs: 'GET /api/approvals', count: 'approvals' },
  { path: '/requests', name: 'Requests', icon: 'requests', needs: null, count: 'requests' },
  { path: '/in-doubt', name: 'In doubt', icon: 'question', needs: 'GET /api/in-doubt', count: 'inDoubt' },
  { path: '/activity', name: 'Activity', icon: 'activity', needs: 'GET /api/activity' },
  { path: '/policy', name: 'Policy', icon: 'policy', needs: 'GET /api/policy/in-force' },
  { path: '/autonomy', name: 'Autonomy', icon: 'autonomy', needs: 'GET /api/autonomy' },
  {
    path: '/standing-approvals',
    name: 'Standing',
    icon: 'standing',
    needs: 'GET /api/standing-approvals',
  },
  { path: '/connections', name: 'Connections', icon: 'connections', needs: null },
  { path: '/settings', name: 'Settings', icon: 'settings', needs: 'GET /api/settings' },
  { path: '/me', name: 'Mine', icon: 'me', needs: null },
]
