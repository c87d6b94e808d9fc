import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { BrowserRouter } from 'react-router'
import { Refusal } from './api/call.ts'
import { Door } from './frame/door.tsx'

const answered = (error: Error): boolean =>
  error instanceof Refusal && error.status >= 400 && error.status < 500

/** The console: who is signed in, then the frame with its pages. */
export function App() {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            // Live events say when something is stale; this is for what was missed while the stream was away.
            staleTime: 30_000,
            refetchOnWindowFocus: true,
            retry: (failures, error) => !answered(error) && failures < 3,
          },
          mutations: { retry: false, networkMode: 'always' },
        },
      }),
  )
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <Door />
      </BrowserRouter>
    </QueryClientProvider>
  )
}
