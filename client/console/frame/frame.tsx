import { useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useRef, useState } from 'react'
import { Link, NavLink, Route, Routes, useLocation } from 'react-router'
import { queries } from '../api/queries.ts'
import { useLive } from '../live/live.ts'
import { needs, pages, places } from '../pages.tsx'
import type { PagePath } from '../pages.ts'
import { Icon, Mark } from '../parts/icons.tsx'
import { mod, useKeys } from '../parts/keys.ts'
import { StopSwitch } from '../stop/stop-switch.tsx'
import { Lines } from '../parts/skeleton.tsx'
import { AccountMenu } from './account-menu.tsx'
import { Boundary } from './boundary.tsx'
import { KeysHelp } from './keys-help.tsx'
import { may, useMe } from './me.ts'
import { Nowhere } from './nowhere.tsx'
import { Palette } from './palette.tsx'
import { Refused } from './refused.tsx'
import { StartPage } from './start-page.tsx'
import { useOnline } from './online.ts'

/** Places at the left (below on narrow screens), tenant and search above, the page in the middle. */
export function Frame() {
  const me = useMe()
  const counts = useQuery(queries.counts())
  const connected = useLive()
  const online = useOnline()
  const [palette, setPalette] = useState(false)
  const [help, setHelp] = useState(false)
  const { pathname } = useLocation()
  const row = useRef<HTMLElement>(null)
  // On a narrow screen the places are a row that scrolls.
  useEffect(() => {
    row.current?.querySelector('.here')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [pathname])
  useKeys({ 'mod+k': () => setPalette(true), '/': () => setPalette(true), '?': () => setHelp(true) })
  const opens = (path: PagePath): boolean => {
    const line = needs[path]
    return line === null || may(me, line)
  }
  const shown = places.filter(({ path }) => opens(path))
  return (
    <div className="frame">
      <a className="skip" href="#content">
        Skip to the page
      </a>
      {me.profile === 'sandbox' && (
        <aside className="stripe" aria-label="Sandbox">
          Sandbox<span className="stripe-more">: an invented company on emulated platforms</span>. Nothing
          here is real.
        </aside>
      )}
      <header className="top">
        <Link to="/" className="brand" aria-label="Dex, to the first page">
          <Mark />
          <span className="brand-name">Dex</span>
        </Link>
        <span className="tenant" title="Tenant">
          {me.tenant}
        </span>
        <button type="button" className="search" onClick={() => setPalette(true)}>
          <Icon name="search" />
          <span className="search-words">Search or go to</span>
          <kbd>{mod}K</kbd>
        </button>
        {!online || !connected ? (
          <span className="away" role="status">
            {online ? 'Reconnecting' : 'Offline: read what is there, decide nothing'}
          </span>
        ) : null}
        <StopSwitch />
        <AccountMenu onKeys={() => setHelp(true)} />
      </header>
      <nav className="places" aria-label="Places" ref={row}>
        {shown.map(({ path, name, icon, count }) => (
          <NavLink key={path} to={path} end={path === '/'} className={() => placeClass(path, pathname)}>
            <Icon name={icon} />
            <span className="place-name">{name}</span>
            {count && counts.data?.[count] ? (
              <span className="count" aria-label={`${counts.data[count]} waiting`}>
                {counts.data[count]}
              </span>
            ) : null}
          </NavLink>
        ))}
      </nav>
      <div className="content" id="content" tabIndex={-1}>
        <Boundary key={pathname.split('/')[1]}>
          <Suspense fallback={<Lines rows={8} />}>
            <Routes>
              {(Object.keys(pages) as PagePath[]).map((path) => {
                const Page = pages[path]
                const first = path === '/'
                return (
                  <Route
                    key={path}
                    path={path}
                    element={first ? <StartPage inbox={Page} /> : opens(path) ? <Page /> : <Refused />}
                  />
                )
              })}
              <Route path="*" element={<Nowhere />} />
            </Routes>
          </Suspense>
        </Boundary>
      </div>
      {palette && <Palette close={() => setPalette(false)} places={shown} />}
      {help && <KeysHelp close={() => setHelp(false)} />}
    </div>
  )
}

/** An approval opens over the inbox, a request over the list: the place stays the same. */
function placeClass(path: string, pathname: string): string {
  const here =
    path === '/' ? pathname === '/' || pathname.startsWith('/approvals/') : pathname.startsWith(path)
  return here ? 'place here' : 'place'
}
