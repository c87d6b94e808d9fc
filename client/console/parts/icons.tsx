/** Drawn on a 16 by 16 grid, in the colour of the text beside them. */
const paths = {
  inbox: 'M2.5 9.5 4 3h8l1.5 6.5v3.5h-11zM2.5 9.5H6l.7 1.5h2.6l.7-1.5h3.5',
  requests: 'M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01',
  activity: 'M1.5 8.5h3l2-5.5 3 10 2-4.5h3',
  policy:
    'M8 1.5 13 3.5v4c0 3.5-2.200 5.800-5 7-2.800-1.200-5-3.500-5-7v-4zM5.800 8l1.600 1.600L10.400 6.500',
  connections:
    'M6.500 9.500l3-3M7 4.500l1.500-1.500a2.800 2.800 0 0 1 4 4L11 8.500M9 11.500 7.500 13a2.800 2.800 0 0 1-4-4L5 7.500',
  settings: 'M2 4.500h7M12.500 4.500H14M2 11.500h1.500M7 11.500h7M10.800 2.800v3.400M5.200 9.800v3.400',
  me: 'M8 8a2.700 2.700 0 1 0 0-5.400A2.700 2.700 0 0 0 8 8zM2.800 13.800c.6-2.600 2.600-4 5.200-4s4.600 1.400 5.200 4',
  autonomy: 'M2.5 13.500V9M6.200 13.500V6.500M9.800 13.500V8M13.500 13.500V2.500',
  standing: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM5.500 8.200 7.300 10l3.400-3.800',
  search: 'M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.700 10.700 14 14',
  check: 'M3 8.500 6.500 12 13 4.500',
  cross: 'M4 4l8 8M12 4l-8 8',
  question: 'M5.800 6a2.200 2.200 0 1 1 3.200 2c-.7.4-1 .8-1 1.600M8 12h.01',
  dash: 'M4 8h8',
  blank: '',
  back: 'M10 3 5 8l5 5',
  down: 'M3.500 6 8 10.500 12.500 6',
  out: 'M6 3H3v10h10v-3M9 2.500h4.500V7M13.500 2.500 8 8',
  copy: 'M5.500 5.500h8v8h-8zM3 10.500H2.500v-8h8V3',
  key: 'M10.500 8.500a3 3 0 1 0-2.700-1.700L2.500 12v1.500H5V12h1.500v-1.500L8 9',
  person:
    'M8 8a2.700 2.700 0 1 0 0-5.400A2.700 2.700 0 0 0 8 8zM2.800 13.800c.6-2.600 2.600-4 5.200-4s4.600 1.400 5.200 4',
  directory:
    'M3 2.500h8.500a1.500 1.500 0 0 1 1.500 1.500v9.500H4A1 1 0 0 1 3 12.500zM3 12.500a1.500 1.500 0 0 1 1-1h9M6 5.500h4',
  words: 'M2.500 4h11M2.500 8h11M2.500 12h6',
  model: 'M8 1.500v2M8 12.500v2M1.500 8h2M12.500 8h2M5 5h6v6H5z',
  warn: 'M8 2.200 14.500 13.500h-13zM8 6.500v3.200M8 11.600h.01',
  undo: 'M3 6.500h6.500a3.500 3.500 0 0 1 0 7H6M3 6.500 6 3.500M3 6.500l3 3',
} as const
export type IconName = keyof typeof paths

/** Those that point along the line of reading. */
const along: ReadonlySet<IconName> = new Set(['back', 'out', 'undo', 'words'])

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      className={along.has(name) ? 'icon icon-along' : 'icon'}
      viewBox="0 0 16 16"
      aria-hidden
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  )
}

export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden focusable="false">
      <rect width="32" height="32" rx="7" />
      <path d="M9 8h7a8 8 0 0 1 0 16H9z" />
      <path d="M13 16h6" />
    </svg>
  )
}
