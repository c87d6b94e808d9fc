import { expect, it } from 'vitest'
import { createOut } from '#client/cli/out.ts'
import { table } from '#client/cli/table.ts'
import { onOneLine } from '#client/cli/visible.ts'

/** What a ticket, a directory or the model says reaches a terminal as text, and moves nothing there. */
const hostile = [
  ['colours and the cursor', '\u001b[2J\u001b[1;1Happroved', '⟨U+001B⟩[2J⟨U+001B⟩[1;1Happroved'],
  ['the clipboard', '\u001b]52;c;cm0gLXJm\u0007', '⟨U+001B⟩]52;c;cm0gLXJm⟨U+0007⟩'],
  ['an eight-bit control', '\u009b31mred', '⟨U+009B⟩31mred'],
  ['what was written before', 'reject\rapprove', 'reject⟨U+000D⟩approve'],
  ['the direction of reading', 'user\u202egro.live', 'user⟨U+202E⟩gro.live'],
  ['nothing that is seen', 'ad\u200bmin', 'ad⟨U+200B⟩min'],
] as const

for (const [what, given, shown] of hostile)
  it(`${what}: the code point is shown`, () => {
    const written: string[] = []
    const io = { stdout: (text: string) => void written.push(text), stderr: () => undefined }
    createOut(io as never, false).result({}, () => given)
    createOut(io as never, false).say(given)
    expect(written).toEqual([`${shown}\n`, `${shown}\n`])
  })

it('no cell of a table begins a line of its own', () => {
  const text = table(['written', 'state'], [['x\n2  somebody  done', 'waiting']])
  expect(text.split('\n')).toHaveLength(2)
})

it('letters of every script, pictures and their joiners stay as they are', () => {
  const text = 'Zoë Łukasz ندى 中村 👩🏽‍💻'
  expect(onOneLine(text)).toBe(text)
})
