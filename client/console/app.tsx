import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { BrowserRouter } from 'react-router'
import { Refusal } from './api/call.ts'
import { queries } from './api/queries.ts'
import { Door } from './frame/door.tsx'

const answered = (error: Error): boolean =>
  error instanceof Refusal && error.status >= 400 && error.status < 500

function createClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    // Whoever is signed out sees the door, whichever call found it out.
    queryCache: new QueryCache({ onError: (error) => signedOut(error) }),
    mutationCache: new MutationCache({ onError: (error) => signedOut(error) }),
    defaultOptions: {
      queries: {
        // Live events say when something is stale; this is for what was missed while the stream was away.
        staleTime: 30_000,
        refetchOnWindowFocus: true,
        retry: (failures, error) => !answered(error) && failures < 3,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
  const { queryKey } = queries.me()
  function signedOut(error: Error): void {
    const known = client.getQueryState(queryKey)?.error
    if (isSignedOut(error) && !isSignedOut(known)) void client.invalidateQueries({ queryKey })
  }
  return client
}

const isSignedOut = (error: unknown): boolean => error instanceof Refusal && error.status === 401

/** The console: who is signed in, then the frame with its pages. */
export function App() {
  const [client] = useState(createClient)
  return (
    <QueryClientProvider client={client}>
      <BrowserRouter>
        <Door />
      </BrowserRouter>
    </QueryClientProvider>
  )
}
