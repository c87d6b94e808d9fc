import { findUser, type Intent, type Step } from './define.ts'

const findGroup: Step = {
  tools: [/_group_(find|search)$/],
  finds: 'group',
  purpose: 'find the group that is named',
}
const findApp: Step = {
  tools: [/_app_(find|search)$/, /_application_(find|search)$/],
  finds: 'app',
  purpose: 'find the application that is named',
}
const findLicence: Step = {
  tools: [/_license_list_skus$/, /_licen[cs]e_(list|find)$/, /_list_licen[cs]es$/],
  finds: 'licence',
  optional: true,
  purpose: 'see which licences there are',
}

const apps =
  '(?:salesforce|jira|confluence|figma|github|gitlab|slack|zoom|miro|notion|hubspot|sap|workday|tableau|adobe|app|apps|application|tool)'

/** Groups, applications, licences, roles. */
export const accessIntents: readonly Intent[] = [
  {
    id: 'admin-role',
    says: [
      /\b(admin|administrator|root|super ?user)\b[^.!?]{0,20}\b(rights?|role|access|privileges?|permissions?)\b/i,
      /\bmake\b[^.!?]{0,40}\b(an? )?(super )?admin\w*\b/i,
    ],
    about: 'requester',
    steps: [
      findUser,
      {
        tools: [/_assign_role$/, /_role_assign$/, /_add_role$/],
        write: true,
        purpose: 'assign the admin role',
      },
    ],
    handOver: 'admin rights are granted by a person',
  },
  {
    id: 'licence-remove',
    says: [/\b(remove|revoke|free|release|take back|no longer need\w*)\b[^.!?]{0,40}\blicen[cs]es?\b/i],
    about: 'requester',
    steps: [
      findUser,
      findLicence,
      {
        tools: [/_(remove|unassign|revoke)_licen[cs]e$/, /_licen[cs]e_(remove|unassign)$/],
        write: true,
        purpose: 'take back the licence',
      },
    ],
    handOver: 'the licence has to be taken back',
  },
  {
    id: 'licence',
    says: [/\blicen[cs]es?\b/i],
    about: 'requester',
    steps: [
      findUser,
      findLicence,
      {
        tools: [/_(assign|add)_licen[cs]e$/, /_licen[cs]e_(assign|add)$/],
        write: true,
        purpose: 'assign the licence',
      },
    ],
    handOver: 'the licence has to be assigned',
  },
  {
    id: 'group-remove',
    says: [/\b(remove|take|drop)\b[^.!?]{0,80}\b(group|distribution list|mailing list|team)\b/i],
    about: 'named',
    steps: [
      findUser,
      findGroup,
      {
        tools: [/_group_remove_(member|user)$/, /_remove_from_group$/],
        write: true,
        purpose: 'remove from the group',
      },
    ],
    handOver: 'the membership has to be ended',
  },
  {
    id: 'group-add',
    says: [
      /\b(add|join|put|include|invite)\b[^.!?]{0,80}\b(group|distribution list|mailing list|team)\b/i,
      /\b(access|membership|member)\b[^.!?]{0,40}\bgroup\b/i,
      /\b(group|distribution list|mailing list|team)\b(?:"[^"\n]*"|[^.!?"]){0,80}\b(add|put|include) (me|us|them|person@address)\b/i,
    ],
    about: 'named',
    steps: [
      findUser,
      findGroup,
      { tools: [/_group_add_(member|user)$/, /_add_to_group$/], write: true, purpose: 'add to the group' },
    ],
    handOver: 'the membership has to be given',
  },
  {
    id: 'app-remove',
    says: [new RegExp(`\\b(remove|revoke)\\b[^.!?]{0,50}\\b${apps}\\b`, 'i')],
    about: 'named',
    steps: [
      findUser,
      findApp,
      {
        tools: [/_app_(unassign|remove)(_user)?$/, /_(unassign|remove)_app$/],
        write: true,
        purpose: 'take back the application',
      },
    ],
    handOver: 'the application has to be taken back',
  },
  {
    id: 'app-access',
    says: [
      new RegExp(`\\b(access|need|permission|assign|grant|invite|log ?in)\\b[^.!?]{0,50}\\b${apps}\\b`, 'i'),
      new RegExp(`\\b${apps}\\b[^.!?]{0,40}\\b(access|permission|account|seat)\\b`, 'i'),
    ],
    about: 'requester',
    steps: [
      findUser,
      findApp,
      { tools: [/_app_assign(_user)?$/, /_assign_app$/], write: true, purpose: 'assign the application' },
    ],
    handOver: 'the access has to be given',
  },
]
