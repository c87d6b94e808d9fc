/** What an earlier result gives to later steps: the id of one thing of this kind. */
export type Kind = 'user' | 'group' | 'app' | 'device' | 'licence' | 'rule' | 'method' | 'token' | 'unit'

export interface Step {
  /** Tools that do it, the preferred first; the ones behind it are taken when the first is denied. */
  tools: readonly RegExp[]
  /** What is read off its result. Without it the step's result is only passed on to people. */
  finds?: Kind
  /** It changes something: after the last of these, the request is resolved. */
  write?: boolean
  /** Left out where no tool does it or the call fails. */
  optional?: boolean
  /** Arguments beside those filled by name. */
  with?: Readonly<Record<string, unknown>>
  purpose: string
}

/** A usual wish of people at work, recognised by how they say it. */
export interface Intent {
  id: string
  says: readonly RegExp[]
  unless?: readonly RegExp[]
  /** Whose account it is about, where the text names somebody else: that person, or still the requester. */
  about: 'requester' | 'named'
  /** A question, and the field of a read that answers it. */
  tells?: string
  /** Empty: a person does it. */
  steps: readonly Step[]
  /** Why it is handed over when the steps end without a write. */
  handOver: string
}

export const findUser: Step = {
  tools: [/_user_find$/, /_user_(get|search)$/],
  finds: 'user',
  purpose: 'find the account that the request is about',
}

export const signIns: Step = {
  tools: [
    /_list_sign_ins$/,
    /_log_sign_ins$/,
    /_sign_ins?_list$/,
    /_(user_events|log_events|log_search|log_list)$/,
  ],
  optional: true,
  with: { hours: 24, application: 'login' },
  purpose: 'see who signed in, and from where',
}

export const listRules: Step = {
  tools: [/_list_(inbox_|mail(box)?_)?rules$/, /_rule_list$/],
  finds: 'rule',
  purpose: 'see which rules the mailbox has',
}

export const removeRule: Step = {
  tools: [/_(delete|remove|disable)_(inbox_|mail(box)?_)?rule$/, /_rule_(delete|disable)$/],
  write: true,
  purpose: 'remove the rule that sends mail away',
}

/** An intent that no tool serves: straight to a person. */
export const byHand = (id: string, says: readonly RegExp[], handOver: string): Intent => ({
  id,
  says,
  about: 'requester',
  steps: [],
  handOver,
})
