import { useQuery } from '@tanstack/react-query'
import { queries } from '../api/queries.ts'
import { may, useMe } from '../frame/me.ts'
import { useTitle } from '../parts/heading.tsx'
import { Page } from '../parts/skeleton.tsx'
import { Trouble } from '../parts/trouble.tsx'
import { Away } from './away.tsx'
import { Kept, Keys } from './kept.tsx'
import { Model } from './model.tsx'
import { People, Roles } from './people.tsx'
import { Sessions } from './sessions.tsx'
import { HandOvers, Tenant } from './tenant.tsx'

/** What is mine (who decides while I am away, where I am signed in), and, for whoever may see it, how the tenant is set up. */
export default function SettingsPage() {
  const me = useMe()
  useTitle('Settings')
  return (
    <main className="page">
      <header className="page-head">
        <h1>Settings</h1>
      </header>
      <Away />
      {may(me, 'GET /api/settings') && <OfTenant />}
      <Sessions />
    </main>
  )
}

/** Who is here and what their groups give them; how the tenant is set up; what is kept and for how long. */
function OfTenant() {
  const settings = useQuery(queries.settings())
  if (settings.isPending) return <Page />
  if (settings.error) return <Trouble error={settings.error} retry={() => void settings.refetch()} />
  return (
    <>
      <People />
      <Roles settings={settings.data} />
      <Tenant settings={settings.data} />
      <Model settings={settings.data} />
      <HandOvers settings={settings.data} />
      <Kept />
      <Keys settings={settings.data} />
    </>
  )
}
