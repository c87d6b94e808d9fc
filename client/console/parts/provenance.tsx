import { Icon, type IconName } from './icons.tsx'

const known: Readonly<Record<string, { icon: IconName; word: string; title: string }>> = {
  requester: { icon: 'person', word: 'requester', title: 'It is the verified requester’s own' },
  directory: { icon: 'directory', word: 'directory', title: 'Read from the directory' },
  text: { icon: 'words', word: 'text', title: 'It stands in a text that somebody wrote' },
  model: { icon: 'model', word: 'model', title: 'The model chose it' },
}

/** Where a value came from: an icon and a word. */
export function Provenance({ from }: { from: string | undefined }) {
  const { icon, word, title } = known[from ?? 'model'] ?? { icon: 'model', word: 'model', title: '' }
  return (
    <span className={`provenance provenance-${word}`} title={title}>
      <Icon name={icon} />
      {word}
    </span>
  )
}
