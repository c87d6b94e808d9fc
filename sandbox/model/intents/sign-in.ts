import { findUser, type Intent, signIns, type Step } from './define.ts'

const listFactors: Step = {
  tools: [/_list_factors$/, /_list_auth(entication)?_methods$/],
  finds: 'method',
  optional: true,
  purpose: 'see which factors are enrolled before removing any',
}

const resetFactors: Step = {
  tools: [
    /_reset_factors$/,
    /_reset_(mfa|authentication_methods)$/,
    /_delete_auth_method$/,
    /_turn_off_2sv$/,
  ],
  write: true,
  purpose: 'remove the factors that can no longer be used, so that new ones can be enrolled',
}

const phone = '(?:smart ?phone|i?phone|cell ?phone|cell|android|mobile|handset|pixel|galaxy)'
const gone =
  '(?:lost|lose|stolen|stole|broken?|broke|dead|gone|new|replaced?|replacement|dropped|smashed|cracked|changed|upgraded|switched|left)'
const factor =
  '(?:mfa|2fa|2sv|2-step|two[- ]?step|two[- ]?factor|multi[- ]?factor|second factor|authenticator|okta verify|one[- ]?time (?:code|password)|otp|verification codes?|push notifications?|yubi ?key|security key|factors?)'
const trouble =
  "(?:reset|lost|not (?:work|arriv|com)\\w*|(?:doesn|don|isn|can|won)[’']?t|cannot|stopped|broken|new|remove|re-?enrol\\w*|fails?|never|stuck)"

const near = (one: string, other: string): RegExp[] => [
  new RegExp(`\\b${one}\\b[^.!?]{0,60}\\b${other}\\b`, 'i'),
  new RegExp(`\\b${other}\\b[^.!?]{0,60}\\b${one}\\b`, 'i'),
]

/** Passwords, factors, locks. */
export const signInIntents: readonly Intent[] = [
  {
    id: 'backup-codes',
    says: [/\b(back-?up|recovery) codes?\b/i],
    about: 'requester',
    steps: [
      findUser,
      {
        tools: [
          /_generate_backup_codes$/,
          /_backup_codes?_(create|generate)$/,
          /_(create|generate)_backup_codes?$/,
        ],
        write: true,
        purpose: 'issue new backup codes',
      },
    ],
    handOver: 'backup codes are issued by a person who has proven the identity',
  },
  {
    id: 'factors-list',
    says: [
      /\b(which|what|list|show)\b[^.!?]{0,40}\b(factors?|mfa methods?|authenticators?)\b[^.!?]{0,40}\b(have|enrolled|registered|set up)\b/i,
    ],
    about: 'requester',
    steps: [findUser, { tools: listFactors.tools, purpose: listFactors.purpose }],
    handOver: 'it was a question: the enrolled factors were read, somebody may tell the requester',
  },
  {
    id: 'phone-gone',
    says: near(phone, gone),
    unless: [/\b(wip(?:e|ing)|erase|phone number|sim card|tariff|desk phone)\b/i],
    about: 'requester',
    steps: [findUser, listFactors, resetFactors],
    handOver: 'the factors of the lost phone have to be removed',
  },
  {
    id: 'factor-trouble',
    says: near(factor, trouble),
    about: 'requester',
    steps: [findUser, listFactors, signIns, resetFactors],
    handOver: 'the factors have to be reset',
  },
  {
    id: 'locked-out',
    says: [
      /\block(ed)? (me |him |her |them )?out\b/i,
      /\baccount (is |was |got |has been )?locked\b/i,
      /\bunlock\b(?![^.!?]{0,20}\bphone\b)/i,
      /\b(ausgesperrt|gesperrt|entsperren)\b/i,
      /\btoo many (failed )?(attempts|tries|logins)\b/i,
    ],
    about: 'requester',
    steps: [
      findUser,
      { tools: [/_user_unlock$/, /_unlock(_user)?$/], write: true, purpose: 'unlock the account' },
    ],
    handOver: 'the account has to be unlocked',
  },
  {
    id: 'password-since',
    says: [/\b(when|since when|how long ago)\b[^.!?]{0,40}\bpass(word|phrase)\b/i],
    about: 'requester',
    steps: [findUser],
    tells: 'passwordChanged',
    handOver: 'it was a question: somebody may tell the requester',
  },
  {
    id: 'password-expired',
    says: [/\bpass(word|phrase)\b[^.!?]{0,40}\bexpir\w+/i, /\bexpir\w+\b[^.!?]{0,30}\bpass(word|phrase)\b/i],
    about: 'requester',
    steps: [
      findUser,
      {
        tools: [/_expire_password$/, /_reset_password$/, /_password_reset$/],
        with: { temporary: 'none', delivery: 'email' },
        write: true,
        purpose: 'let a new password be set',
      },
    ],
    handOver: 'a new password has to be set',
  },
  {
    id: 'password-forgotten',
    says: [
      /\b(forgot\w*|reset|lost|change|wrong|new|remember|recover)\b[^.!?]{0,50}\bpass(word|phrase)\b/i,
      /\bpass(word|phrase)\b[^.!?]{0,50}\b(forgot\w*|reset|lost|not work\w*|doesn[’']?t work|wrong|incorrect)\b/i,
    ],
    unless: [/\b(wi-?fi|wireless|guest network)\b/i],
    about: 'requester',
    steps: [
      findUser,
      {
        tools: [/_reset_password$/, /_password_reset$/, /_send_password_reset$/],
        with: { delivery: 'email' },
        write: true,
        purpose: 'send a link to set a new password',
      },
    ],
    handOver: 'the password has to be reset',
  },
]
