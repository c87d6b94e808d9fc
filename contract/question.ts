/** Fixed questions: all that an asserted requester is ever asked (T2). */
export const questionTemplates = [
  'more_detail',
  'which_account',
  'which_application',
  'which_device',
  'exact_error',
  'since_when',
  'still_happening',
] as const
export type QuestionTemplate = (typeof questionTemplates)[number]
