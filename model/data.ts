/** Longest text of one field that reaches the model, in characters. */
export const fieldLengthMax = 8_000

/**
 * What a person reading the ticket would not see: zero-width, bidirectional, tag and filler characters, controls,
 * private use, lone surrogates. An instruction hidden in them reaches neither the model nor the page that people approve on.
 */
const unseen =
  /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Co}\p{Cs}\u2800\ufff9-\ufffb]|(?![\n\t])\p{Cc}/gu

const lineBreaks = /\r\n|[\r\v\f\u0085\u2028\u2029]/g

/** Text from outside without anything invisible; line breaks become `\n`. */
export function visibleText(text: string): string {
  return text.replace(lineBreaks, '\n').replace(unseen, '')
}

/** Visible text on one line, at most `lengthMax` characters. */
export function visibleLine(text: string, lengthMax = 320): string {
  return visibleText(text).replace(/\s+/g, ' ').trim().slice(0, lengthMax)
}

/**
 * One field as a quoted block: each line starts with the mark, so that no line of it can pass for one of ours. Of one that is too
 * long its beginning and its end are shown: what is asked for stands before or behind what was pasted.
 * The mark of a cut stands outside the quote, where the text cannot forge it.
 */
export function quotedField(text: string, lengthMax = fieldLengthMax, mark = '| '): string {
  const visible = visibleText(text)
  const quoted = (part: string) =>
    part
      .split('\n')
      .map((line) => `${mark}${line}`)
      .join('\n')
  if (visible.length <= lengthMax) return quoted(visible)
  const ending = Math.floor(lengthMax / 4)
  const begin = visible.slice(0, lengthMax - ending).replace(/[\ud800-\udbff]$/, '')
  const end = visible.slice(-ending).replace(/^[\udc00-\udfff]/, '')
  const left = visible.length - begin.length - end.length
  return [
    quoted(begin),
    `[cut here: ${left} of ${visible.length} characters are left out]`,
    quoted(end),
  ].join('\n')
}
