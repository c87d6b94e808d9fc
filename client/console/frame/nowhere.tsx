import { Link } from 'react-router'

export function Nowhere() {
  return (
    <main className="page">
      <h1>There is no such page</h1>
      <p className="quiet">
        The address may be from another version. <Link to="/">Go to the first page</Link>.
      </p>
    </main>
  )
}
