import type { QuestionTemplate } from '#contract/question.ts'

/** What a requester is asked. INVARIANT: no parameter, as for the fixed replies (T2). */
const questions: Readonly<Record<QuestionTemplate, string>> = {
  more_detail: 'what exactly did you try to do, and what happened instead?',
  which_account: 'which account is this about? Please give the address that you sign in with.',
  which_application: 'which application is this about, by the name that you see on your screen?',
  which_device: 'which device is this about? Please give its name or the number on its label.',
  exact_error: 'what does the message say, word for word?',
  since_when: 'since when does this happen, and did anything change just before?',
  still_happening: 'does this still happen now?',
}

/** `words`: further words, already cleared for this requester; shown apart from the fixed text. */
export const renderQuestion = (template: QuestionTemplate, words: string | null): string =>
  [
    `Hello, to go on with your request we need to know: ${questions[template]}`,
    ...(words === null ? [] : [words]),
    'Please answer here. Never send a password or a code: nobody from the IT team asks for one.',
  ].join('\n\n')
