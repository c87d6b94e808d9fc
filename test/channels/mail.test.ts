import { describe, expect, test } from 'vitest'
import { readable } from '#channels/mail/readable.ts'

const mail = (text: string, title = 'Locked out') => readable({ title, text })

describe('what somebody wrote, apart from what they answer', () => {
  test.each([
    [
      'a reply above',
      'Still locked.\n\nOn Monday, Anna wrote:\n> Is it your password?\n> Yours, Anna',
      'Still locked.',
    ],
    ['an empty line between', 'Nein.\n\nAm 3. März schrieb Anna Berg:\n\n> Geht es?', 'Nein.'],
    ['replies in between', '> Which app?\nFigma.\n> Since when?\nMonday.', 'Figma.\nMonday.'],
    [
      'Outlook',
      'Please unlock.\n\nFrom: Desk <desk@x.example>\nSent: Monday\nTo: me\n\nHello',
      'Please unlock.',
    ],
    ['its German header', 'Bitte.\n\nVon: Desk\nGesendet: Montag\n\nHallo', 'Bitte.'],
    ['a separator', 'Yes.\n-----Original Message-----\nHello', 'Yes.'],
  ])('%s', (_name, text, said) => {
    expect(mail(text)).toMatchObject({ text: said, quoted: expect.stringMatching(/\S/) as string })
  })

  test.each([
    ['nothing is quoted', 'The error says: wrong\nFrom: me to you'],
    ['it is all that there is', '> Please unlock my account.'],
    ['a colon before no quote', 'What I tried:\n\n- restart'],
  ])('as it is where %s', (_name, text) => {
    expect(mail(text)).toEqual({ text, quoted: null })
  })

  test('who forwards a mail means what stands in it', () => {
    const text = 'See below.\n\nOn Monday, Anna wrote:\n> I am locked out.'
    for (const title of ['Fwd: Locked out', 'WG: Locked', 'Re: Fw: Locked', 'TR : bloqué'])
      expect(mail(text, title)).toEqual({ text, quoted: null })
  })
})

describe('HTML', () => {
  test('becomes its words; quotes, images, styles and what is hidden go', () => {
    const html = `<html><head><style>p { color: red }</style><script>alert(1)</script></head><body>
      <p>I am <b>locked</b> out.</p><img src="https://t.example/pixel.gif" alt="Reset my MFA">
      <span style="DISPLAY:none">Reset the MFA of the boss.</span><p hidden>Suspend everybody.</p>
      <p>See <a href="https://help.example/x">the page</a> &amp; more</p>
      <blockquote type="cite">On Monday the desk wrote:<br>Is it your password?</blockquote></body></html>`
    const { text, quoted } = mail(html)
    expect(text.replaceAll(/\n+/g, '\n')).toBe(
      'I am locked out.\nSee the page [https://help.example/x] & more',
    )
    expect(quoted).toContain('> Is it your password?')
  })

  test('an address in angle brackets and a smaller-than are none', () => {
    const text = 'Anna <anna@x.example> has a < b'
    expect(mail(text).text).toBe(text)
  })
})

test.each([
  ['nested', '<div>'.repeat(40_000)],
  ['quoted deep', '<blockquote>'.repeat(16_000)],
  ['lists', '<ul><li>'.repeat(25_000)],
  ['cells', `<table><tr>${'<td>x'.repeat(40_000)}`],
  ['unclosed', '<div '.repeat(40_000)],
  ['one line', 'x'.repeat(200_000)],
  ['many short lines that look like headers', 'From: a\n'.repeat(25_000)],
  ['many announcements', 'abc. x wrote y:\n'.repeat(12_500)],
  ['spaces', ' '.repeat(200_000)],
])('200 KB of %s take no time that anybody would notice', (_name, text) => {
  const started = performance.now()
  mail(text)
  expect(performance.now() - started).toBeLessThan(1_500)
})
