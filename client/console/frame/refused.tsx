import { Link } from 'react-router'
import { useTitle } from '../parts/heading.tsx'
import { useMe } from './me.ts'

/** A page that is not for this session: said before anything of it is asked for. */
export function Refused() {
  const me = useMe()
  useTitle('Not for your role')
  return (
    <main className="page">
      <h1>This page is not for your role</h1>
      <p className="quiet">
        You are signed in as {me.email}, {me.roles.join(' and ')}. An admin of {me.tenant} can give you
        another role. <Link to="/">Go to your first page</Link>.
      </p>
    </main>
  )
}
