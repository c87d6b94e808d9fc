import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'
import type { Operations } from './operations.ts'

type Query<Line extends keyof Operations> = Operations[Line]['query']

/** Everything that is read, by what it is; live events make the first word of a key stale. */
export const queries = {
  me: () =>
    queryOptions({
      queryKey: ['me'],
      queryFn: ({ signal }) => call('GET /api/me', { signal }),
      staleTime: 5 * 60_000,
    }),
  counts: () =>
    queryOptions({ queryKey: ['counts'], queryFn: ({ signal }) => call('GET /api/counts', { signal }) }),
  approvals: (query: Query<'GET /api/approvals'>) =>
    queryOptions({
      queryKey: ['approvals', query],
      queryFn: ({ signal }) => call('GET /api/approvals', { query, signal }),
    }),
  approval: (id: string) =>
    queryOptions({
      queryKey: ['approvals', 'one', id],
      queryFn: ({ signal }) => call('GET /api/approvals/{id}', { path: { id }, signal }),
    }),
  /** Of the platform, as it is now: asked anew for each approval that is opened, not for each thing that happens. */
  rights: (id: string) =>
    queryOptions({
      queryKey: ['rights', id],
      queryFn: ({ signal }) => call('GET /api/approvals/{id}/rights', { path: { id }, signal }),
      staleTime: 60_000,
      retry: false,
    }),
  requests: (query: Query<'GET /api/requests'>) =>
    queryOptions({
      queryKey: ['requests', query],
      queryFn: ({ signal }) => call('GET /api/requests', { query, signal }),
      placeholderData: (before) => before,
    }),
  request: (id: string) =>
    queryOptions({
      queryKey: ['requests', 'one', id],
      queryFn: ({ signal }) => call('GET /api/requests/{id}', { path: { id }, signal }),
    }),
  list: (request: string, step: number) =>
    queryOptions({
      queryKey: ['requests', 'lines', request, step],
      queryFn: ({ signal }) =>
        call('GET /api/requests/{id}/lists/{step}', { path: { id: request, step }, signal }),
    }),
  activity: (query: Query<'GET /api/activity'>) =>
    queryOptions({
      queryKey: ['activity', query],
      queryFn: ({ signal }) => call('GET /api/activity', { query, signal }),
      placeholderData: (before) => before,
    }),
  explain: (request: string) =>
    queryOptions({
      queryKey: ['requests', 'explain', request],
      queryFn: ({ signal }) => call('GET /api/policy/explain', { query: { request }, signal }),
    }),
  /** One step, with what its rules read. */
  explainStep: (request: string, step: number) =>
    queryOptions({
      queryKey: ['policy', 'explain', request, step],
      queryFn: ({ signal }) => call('GET /api/policy/explain', { query: { request, step }, signal }),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
  /** Two stored bundles never change. */
  policyDiff: (from: string, to: string) =>
    queryOptions({
      queryKey: ['policy', 'diff', from, to],
      queryFn: ({ signal }) => call('GET /api/policy/diff', { query: { from, to }, signal }),
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
    }),
  policyHistory: () =>
    queryOptions({
      queryKey: ['policy', 'history'],
      queryFn: ({ signal }) => call('GET /api/policy/history', { query: { limit: 20 }, signal }),
    }),
  policy: () =>
    queryOptions({
      queryKey: ['policy'],
      queryFn: ({ signal }) => call('GET /api/policy/in-force', { signal }),
    }),
  /** The catalog; another one comes with another version of Dex. */
  actions: () =>
    queryOptions({
      queryKey: ['actions'],
      queryFn: ({ signal }) => call('GET /api/actions', { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  stops: () =>
    queryOptions({ queryKey: ['stops'], queryFn: ({ signal }) => call('GET /api/stops', { signal }) }),
  inDoubt: () =>
    queryOptions({
      queryKey: ['in-doubt'],
      queryFn: ({ signal }) => call('GET /api/in-doubt', { signal }),
    }),
  standing: () =>
    queryOptions({
      queryKey: ['standing'],
      queryFn: ({ signal }) => call('GET /api/standing-approvals', { signal }),
    }),
  /** Of the directory, as it is now: asked for the terms that stand, not for each thing that happens. */
  reach: (body: Operations['POST /api/standing-approvals/reach']['body']) =>
    queryOptions({
      queryKey: ['reach', body.approval, body.scope.targets, body.scope.requesters],
      queryFn: ({ signal }) => call('POST /api/standing-approvals/reach', { body, signal }),
      staleTime: 60_000,
      retry: false,
    }),
  renewal: (id: string) =>
    queryOptions({
      queryKey: ['standing', 'renewal', id],
      queryFn: ({ signal }) => call('GET /api/standing-approvals/{id}/renewal', { path: { id }, signal }),
      staleTime: 0,
      retry: false,
    }),
  standingPreview: (body: Operations['POST /api/standing-approvals/preview']['body']) =>
    queryOptions({
      queryKey: ['standing', 'preview', body],
      queryFn: ({ signal }) => call('POST /api/standing-approvals/preview', { body, signal }),
      placeholderData: (before) => before,
      retry: false,
    }),
  deputies: () =>
    queryOptions({ queryKey: ['deputies'], queryFn: ({ signal }) => call('GET /api/deputies', { signal }) }),
  autonomy: (query: Query<'GET /api/autonomy'>) =>
    queryOptions({
      queryKey: ['autonomy', query],
      queryFn: ({ signal }) => call('GET /api/autonomy', { query, signal }),
      placeholderData: (before) => before,
    }),
  approvers: (query: Query<'GET /api/approvers'>) =>
    queryOptions({
      queryKey: ['approvals', 'approvers', query],
      queryFn: ({ signal }) => call('GET /api/approvers', { query, signal }),
      placeholderData: (before) => before,
    }),
  connections: () =>
    queryOptions({
      queryKey: ['connections'],
      queryFn: ({ signal }) => call('GET /api/connections', { query: { all: 'true' }, signal }),
    }),
  settings: () =>
    queryOptions({ queryKey: ['settings'], queryFn: ({ signal }) => call('GET /api/settings', { signal }) }),
  people: () =>
    queryOptions({ queryKey: ['people'], queryFn: ({ signal }) => call('GET /api/people', { signal }) }),
  sessions: () =>
    queryOptions({ queryKey: ['sessions'], queryFn: ({ signal }) => call('GET /api/sessions', { signal }) }),
  myActivity: () =>
    infiniteQueryOptions({
      queryKey: ['activity', 'mine'],
      queryFn: ({ signal, pageParam }) =>
        call('GET /api/me/activity', {
          query: { limit: 200, ...(pageParam !== null && { before: pageParam }) },
          signal,
        }),
      initialPageParam: null as number | null,
      getNextPageParam: (page) => page.next,
    }),
}
