interface Reach {
  platform: string | null
  counted: readonly { kind: string; of: string; count: number | null; more: boolean }[]
  accountsMax: number | null
}

const what: Readonly<Record<string, (of: string) => string>> = {
  department: (of) => `of ${of}`,
  group: (of) => `in the group ${of}`,
  label: (of) => `labelled ${of}`,
  everybody: () => 'in all',
}

/** What the directory has of what the terms name, a line each; null: it could not be asked. */
export function sayReach(reach: Reach | null): string[] {
  if (reach === null) return ['accounts in the directory: unknown, it could not be asked']
  if (reach.platform === null) return []
  const lines = reach.counted.map(({ kind, of, count, more }) => {
    const whose = (what[kind] ?? what['department'])?.(of) ?? of
    if (count === null) return `accounts ${whose}: unknown, ${reach.platform} does not tell`
    return `${more ? 'more than ' : ''}${count} ${count === 1 && !more ? 'account' : 'accounts'} ${whose}, by ${kind === 'label' ? 'Dex’s own labels' : reach.platform}`
  })
  if (reach.counted.length > 1 && reach.accountsMax !== null)
    lines.push(`${reach.accountsMax} accounts at most fit all of it`)
  return lines
}
