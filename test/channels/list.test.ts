import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listOf } from '#channels/list/list-of.ts'
import { parseCsv } from '#channels/list/parse-csv.ts'
import { listInText, readList } from '#channels/list/read-list.ts'
import { isDexError } from '#contract/error.ts'

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`
const cell = fc.string({ maxLength: 20 }).map((text) => text.trim())

describe('CSV', () => {
  it('is read back as it was written, whatever stands in the cells', () => {
    const rows = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 8 })
    const read = (table: string[][], delimiter: string, end: string) =>
      parseCsv(table.map((row) => row.map(quoted).join(delimiter)).join(end)).map((row) => row.cells)
    const property = () =>
      fc.assert(
        fc.property(
          rows,
          fc.constantFrom(',', ';', '\t'),
          fc.constantFrom('\n', '\r\n'),
          (table, delimiter, end) => {
            const filled = table.filter((row) => row.some((each) => each !== ''))
            expect(read(table, delimiter, end)).toEqual(filled)
          },
        ),
      )
    expect(property).not.toThrow()
  })

  it('of any text is read or refused with a line, never anything else', () => {
    const property = () =>
      fc.assert(
        fc.property(
          fc.string({ unit: fc.constantFrom('a', '@', '"', ',', ';', '\n', '\r', '\t', ' ') }),
          (text) => {
            try {
              readList(text, 50)
            } catch (error) {
              if (!isDexError(error, 'list_malformed')) throw error
            }
          },
        ),
        { numRuns: 500 },
      )
    expect(property).not.toThrow()
  })
})

describe('a list', () => {
  it('has one column that names the target, wherever it stands, and others beside it', () => {
    const { columns, lines } = readList(
      '\ufeffName;E-Mail;group\r\n"Sø, Å";a@b.example;00g1\r\nB;c@d.example;\r\n',
      10,
    )
    expect(columns).toEqual(['Name', 'group'])
    expect(lines).toEqual([
      { line: 1, written: 'a@b.example', cells: { Name: 'Sø, Å', group: '00g1' } },
      { line: 2, written: 'c@d.example', cells: { Name: 'B', group: '' } },
    ])
  })

  it('may be one address or id a line, without a header', () => {
    expect(readList('a@b.example\n\n00uABC\n', 10).lines.map((line) => line.written)).toEqual([
      'a@b.example',
      '00uABC',
    ])
  })

  it.each([
    ['nothing', '', 'the list is empty'],
    ['a header alone', 'email,name', 'a header and no lines'],
    ['no column for the target', 'name,team\na,b', 'no column names the target'],
    ['a short line', 'email,name\na@b.example', 'line 2: 1 cells, not 2'],
    ['an open quote', 'email\n"a@b.example', 'line 2: a quote does not end'],
    ['something behind a quote', 'email\n"a"b', 'line 2: something stands behind'],
    ['the same column twice', 'email,x,x\na@b.example,1,2', 'two columns have the same name'],
    ['a cell without an end', `email\n${'a'.repeat(1_001)}`, 'more than 1000 characters'],
  ])('of %s is refused', (_what, csv, words) => {
    expect(() => readList(csv, 10)).toThrow(words)
  })

  it('is refused beyond its bound', () => {
    const lines = Array.from({ length: 11 }, (_none, at) => `p${at}@b.example`).join('\n')
    expect(readList(lines, 11).lines).toHaveLength(11)
    expect(() => readList(lines, 10)).toThrow('11 lines, 10 are taken')
  })
})

describe('the list in a text', () => {
  const three = ['a@b.example', 'c@d.example', 'e@f.example']

  it.each([
    ['bare addresses', `Hello,\n\n${three.join('\n')}\n\nThanks`],
    ['bullets', `They left:\n${three.map((each) => `- ${each}`).join('\n')}`],
    ['numbers', three.map((each, at) => `${at + 1}. ${each}`).join('\n')],
  ])('is found as %s', (_what, text) => {
    expect(listInText(text)).toBe(three.join('\n'))
  })

  it('is found as rows under a header', () => {
    const rows = ['email,last day', ...three.map((each) => `${each},today`)]
    expect(listInText(`Please:\n${rows.join('\n')}\n\nBest, Ann`)).toBe(rows.join('\n'))
  })

  it('is not seen in prose, in two addresses, or under a header that names nobody', () => {
    expect(listInText(`Please ask ${three.join(' and ')}, thanks.`)).toBeNull()
    expect(listInText(three.slice(0, 2).join('\n'))).toBeNull()
    expect(listInText('team,room\nA,1\nB,2\nC,3')).toBeNull()
  })

  it('stands behind one that came on its own', () => {
    expect(listOf({ text: three.join('\n'), list: 'x@y.example' })).toBe('x@y.example')
    expect(listOf({ text: three.join('\n') })).toBe(three.join('\n'))
  })
})
