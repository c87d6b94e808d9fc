import { Menu, useMantineColorScheme } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { Icon } from '../parts/icons.tsx'
import { may, useMe } from './me.ts'

/** Who I am, what that opens, and the way out. */
export function AccountMenu({ onKeys }: { onKeys: () => void }) {
  const me = useMe()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const endAll = useMutation({
    mutationFn: () => call('POST /api/sessions/end-all', {}),
    onSuccess: () => window.location.assign('/'),
  })
  const name = me.name ?? me.email
  return (
    <Menu position="bottom-end" width={260} withinPortal withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <button type="button" className="who">
          <span className="who-initials" aria-hidden>
            {initials(name)}
          </span>
          <span className="unseen-label">Signed in as </span>
          <span className="who-name">{name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <div className="who-facts">
          <strong dir="auto">{name}</strong>
          <span>{me.email}</span>
          <span>{me.roles.join(', ')}</span>
        </div>
        <Menu.Divider />
        {(['auto', 'light', 'dark'] as const).map((scheme) => (
          <Menu.Item
            key={scheme}
            closeMenuOnClick={false}
            leftSection={<Icon name={colorScheme === scheme ? 'check' : 'blank'} />}
            onClick={() => setColorScheme(scheme)}
          >
            {{ auto: 'As the system', light: 'Light', dark: 'Dark' }[scheme]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={onKeys} rightSection={<kbd>?</kbd>}>
          Keys
        </Menu.Item>
        {may(me, 'GET /temporal/*') && (
          <Menu.Item component="a" href="/temporal" target="_blank" rel="noopener">
            Temporal Web
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item component="button" type="submit" form="sign-out">
          Sign out
        </Menu.Item>
        <Menu.Item onClick={() => endAll.mutate()}>Sign out everywhere</Menu.Item>
      </Menu.Dropdown>
      <form id="sign-out" method="post" action="/auth/logout" hidden />
    </Menu>
  )
}

const initials = (name: string): string =>
  name
    .split(/[\s.@]+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join('')
