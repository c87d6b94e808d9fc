import { Modal } from '@mantine/core'

const groups: readonly { name: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    name: 'Everywhere',
    keys: [
      ['⌘K  /', 'search or go to'],
      ['?', 'these keys'],
      ['Esc', 'close what is open'],
    ],
  },
  {
    name: 'Inbox',
    keys: [
      ['j  k', 'next, previous'],
      ['Enter', 'open'],
      ['a', 'approve what is open'],
      ['A', 'approve always'],
      ['r', 'reject what is open'],
      ['e', 'change what is open'],
      ['u', 'what undoing it takes'],
      ['t', 'its request'],
    ],
  },
]

export function KeysHelp({ close }: { close: () => void }) {
  return (
    <Modal opened onClose={close} title="Keys" centered closeButtonProps={{ 'aria-label': 'Close' }}>
      {groups.map(({ name, keys }) => (
        <section key={name} className="keys-group">
          <h3>{name}</h3>
          <dl>
            {keys.map(([key, what]) => (
              <div key={key}>
                <dt>
                  {key.split('  ').map((each) => (
                    <kbd key={each}>{each}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  )
}
