import { Dialog } from '../parts/dialog.tsx'
import { mod } from '../parts/keys.ts'

const groups: readonly { name: string; keys: readonly (readonly [string, string])[] }[] = [
  {
    name: 'Everywhere',
    keys: [
      [`${mod}K  /`, 'search or go to'],
      ['?', 'these keys'],
      [`${mod}Enter`, 'send what is filled in'],
      ['Esc', 'close what is open'],
    ],
  },
  {
    name: 'Inbox',
    keys: [
      ['j  k', 'next, previous'],
      ['Enter', 'open, or unfold'],
      ['→  ←', 'unfold, fold what is alike'],
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
    <Dialog title="Keys" close={close}>
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
    </Dialog>
  )
}
