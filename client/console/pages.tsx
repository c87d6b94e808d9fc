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

/**
 * The line of the authorization table without which a page has nothing to show; null: everybody's. What a session may not
 * open is no place of its, no hit of its search, and refused at its address.
 */
export const needs: Readonly<Record<PagePath, keyof Operations | null>> = {
  '/': 'GET /api/approvals',
  '/approvals/:id': 'GET /api/approvals/{id}',
  '/requests': null,
  '/requests/:id': null,
  '/in-doubt': 'GET /api/in-doubt',
  '/activity': 'GET /api/activity',
  '/policy': 'GET /api/policy/in-force',
  '/autonomy': 'GET /api/autonomy',
  '/standing-approvals': 'GET /api/standing-approvals',
  '/connections': null,
  '/settings': 'GET /api/deputies',
  '/me': null,
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
  /** Which of the counts stands beside it. */
  count?: 'approvals' | 'requests' | 'inDoubt'
}

/** In the order in which they stand. */
export const places: readonly Place[] = [
  { path: '/', name: 'Inbox', icon: 'inbox', count: 'approvals' },
  { path: '/requests', name: 'Requests', icon: 'requests', count: 'requests' },
  { path: '/in-doubt', name: 'In doubt', icon: 'question', count: 'inDoubt' },
  { path: '/activity', name: 'Activity', icon: 'activity' },
  { path: '/policy', name: 'Policy', icon: 'policy' },
  { path: '/autonomy', name: 'Autonomy', icon: 'autonomy' },
  { path: '/standing-approvals', name: 'Standing', icon: 'standing' },
  { path: '/connections', name: 'Connections', icon: 'connections' },
  { path: '/settings', name: 'Settings', icon: 'settings' },
  { path: '/me', name: 'Mine', icon: 'me' },
]
