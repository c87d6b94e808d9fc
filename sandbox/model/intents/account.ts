import { findUser, type Intent, listRules, removeRule, signIns, type Step } from './define.ts'

const clearSessions: Step = {
  tools: [/_clear_sessions$/, /_revoke_sessions$/, /_sign_out$/],
  write: true,
  purpose: 'end every session, so that nobody goes on with a stolen one',
}

const suspend: Step = {
  tools: [/_user_suspend$/, /_user_(disable|block)$/, /_user_deactivate$/],
  write: true,
  purpose: 'suspend the account; it can be taken back',
}

/** Joiners, leavers, suspicion, profile. */
export const accountIntents: readonly Intent[] = [
  {
    id: 'compromised',
    says: [
      /\b(hacked|compromised|phish\w*|account takeover)\b/i,
      /\bclicked\b[^.!?]{0,40}\b(link|attachment)\b/i,
      /\bsomeone (else )?(is |has |was )?(using|logged|signed)\b/i,
    ],
    about: 'requester',
    steps: [
      findUser,
      signIns,
      clearSessions,
      { ...listRules, optional: true },
      { ...removeRule, optional: true },
    ],
    handOver: 'the account may be compromised',
  },
  {
    id: 'laptop-stolen',
    says: [
      /\b(laptop|notebook|macbook|computer)\b[^.!?]{0,40}\b(stolen|stole|lost|robbed|missing)\b/i,
      /\b(stolen|stole|lost)\b[^.!?]{0,40}\b(laptop|notebook|macbook|computer)\b/i,
    ],
    unless: [/\b(wipe|erase|lock it|lock the)\b/i],
    about: 'requester',
    steps: [findUser, clearSessions],
    handOver: 'the sessions on the stolen machine have to be ended',
  },
  {
    id: 'sessions',
    says: [
      /\b(sign|log)(ed)? (me |him |her )?(out|off)\b[^.!?]{0,40}\b(everywhere|all)\b/i,
      /\b(clear|end|revoke|kill|terminate)\b[^.!?]{0,40}\bsessions?\b/i,
    ],
    // Whoever leaves is not to sign in again either.
    unless: [
      /\b(off-?board\w*|leaver|terminated|let go|(suspend|disable|deactivate|block) the (account|user))\b/i,
    ],
    about: 'requester',
    steps: [findUser, clearSessions],
    handOver: 'the sessions have to be ended',
  },
  {
    id: 'sign-in-log',
    says: [
      /\b(sign|log)[- ]?ins?\b[^.!?]{0,20}\b(log|history|activity|attempts?|alert)\b/i,
      /\b(suspicious|strange|unknown|unusual)\b[^.!?]{0,30}\b(sign|log)[- ]?ins?\b/i,
    ],
    about: 'requester',
    steps: [findUser, { ...signIns, optional: false }],
    handOver: 'it was a question about sign-ins: somebody should look at them with the requester',
  },
  {
    id: 'reactivate',
    says: [
      /\b(un-?suspend|re-?activate|re-?enable)\b/i,
      /\b(back|returns?|returning|returned) from\b[^.!?]{0,30}\b(leave|parental|sabbatical|maternity|holiday)\b/i,
    ],
    about: 'named',
    steps: [
      findUser,
      {
        tools: [/_user_unsuspend$/, /_user_(reactivate|activate|enable|unblock)$/],
        write: true,
        purpose: 'take back the suspension',
      },
    ],
    handOver: 'the account has to be taken back into use',
  },
  {
    id: 'leaver',
    says: [
      /\b(left|leaves|leaving) (the )?(company|us|firm|organi[sz]ation)\b/i,
      /\b(these|those|\d+) (\w+ )?leavers\b/i,
      /\b(leaver|off-?board\w*|terminated|resign\w*|last day|was fired|let go)\b/i,
    ],
    about: 'named',
    steps: [findUser, suspend, { ...clearSessions, optional: true }],
    handOver: 'the account of a leaver has to be closed',
  },
  {
    id: 'suspend',
    says: [
      /\b(suspend|disable|deactivate|block|freeze)\b[^.!?]{0,60}(\b(account|user|access|login|sign-?in)\b|@)/i,
    ],
    about: 'named',
    steps: [findUser, suspend],
    handOver: 'the account has to be suspended',
  },
  {
    id: 'app-token',
    says: [/\b(third[- ]party|connected|authori[sz]ed|oauth)\b[^.!?]{0,30}\b(apps?|application)\b/i],
    about: 'requester',
    steps: [
      findUser,
      { tools: [/_user_list_tokens$/], finds: 'token', purpose: 'see which apps have access' },
      { tools: [/_user_revoke_token$/], write: true, purpose: "end that app's access to the account" },
    ],
    handOver: "the app's access has to be ended",
  },
  {
    id: 'org-unit',
    says: [/\b(org(ani[sz]ation)?(al)? unit|\bOU)\b/i],
    about: 'requester',
    steps: [
      findUser,
      { tools: [/_org_unit_list$/], finds: 'unit', purpose: 'find the org unit that is named' },
      { tools: [/_user_move_org_unit$/], write: true, purpose: 'move the account there' },
    ],
    handOver: 'the account has to be moved',
  },
  {
    id: 'risk',
    says: [/\bdismiss\b[^.!?]{0,40}\brisk\b/i, /\brisky (user|sign-?in)\b/i],
    about: 'named',
    steps: [findUser, { tools: [/_risk_dismiss$/], write: true, purpose: 'dismiss the risk' }],
    handOver: 'the risk has to be looked at',
  },
  {
    id: 'joiner',
    says: [
      /\bnew (hire|starter|joiner|employee|colleague|team member|intern)\b/i,
      /\bon-?board(ing)?\b/i,
      /\b(starts|joining|joins)\b[^.!?]{0,30}\b(next|(?:mon|tues|wednes|thurs|fri)day|tomorrow|on the)\b/i,
    ],
    // Whoever has an address has an account: something else is wanted for them.
    unless: [
      /\b(assign|grant|give)\b[^.!?]{0,40}\bto person@address/i,
      /\bperson@address (needs|should have|has to have) access\b/i,
    ],
    about: 'named',
    steps: [{ tools: [/_user_create$/], write: true, purpose: 'create the account of the new colleague' }],
    handOver: 'a new account needs the data of the personnel department',
  },
  {
    id: 'name-change',
    says: [
      /\b(married|name (has )?chang\w+|chang\w+ (of )?(my )?(last |sur|display |first )?name|new (last |sur)name)\b/i,
    ],
    about: 'requester',
    steps: [
      findUser,
      {
        tools: [/_user_update_profile$/, /_user_rename$/],
        write: true,
        purpose: 'change the name on the profile',
      },
    ],
    handOver: 'a changed name has to be confirmed by the personnel department',
  },
  {
    id: 'organisation-data',
    says: [
      /\b(change|update|correct|wrong)\b[^.!?]{0,40}\b(department|manager|job title|cost cent(er|re)|phone number)\b/i,
    ],
    about: 'requester',
    steps: [findUser],
    handOver: 'department, manager and the like are changed where the personnel department keeps them',
  },
]
