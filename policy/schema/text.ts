import { z } from 'zod'
import { unsafeText } from '../load/text.ts'

/** One line of text that reads as what it is: no invisible characters, no mixture of look-alike scripts. */
export const SafeText = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .superRefine((text, context) => {
      const fault = unsafeText(text)
      if (fault !== null)
        context.addIssue({ code: 'custom', message: `the text ${fault}`, params: { code: 'text_unsafe' } })
    })
