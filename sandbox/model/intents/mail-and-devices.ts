import { byHand, findUser, type Intent, listRules, removeRule, type Step } from './define.ts'

const findDevice: Step = {
  tools: [/_device_(find|list|search)$/, /_list_devices$/],
  finds: 'device',
  purpose: 'find the device',
}
/** Mailboxes and machines. */
export const mailAndDeviceIntents: readonly Intent[] = [
  {
    id: 'out-of-office',
    says: [/\b(out[- ]of[- ]office|auto-?reply|automatic repl(y|ies)|vacation responder)\b/i],
    about: 'requester',
    steps: [
      findUser,
      {
        tools: [/_set_(auto(matic)?_reply|automatic_replies|vacation)$/],
        write: true,
        purpose: 'set the automatic reply',
      },
    ],
    handOver: 'the automatic reply has to be set',
  },
  {
    id: 'mailbox-rules',
    says: [
      /\b(mail(box)?|inbox|e-?mails?)\b[^.!?]{0,40}\b(rules?|forward\w*|redirect\w*)\b/i,
      /\bforward\w*\b[^.!?]{0,40}\b(mail|inbox|e-?mails?)\b/i,
    ],
    about: 'requester',
    steps: [findUser, listRules, removeRule],
    handOver: 'the rules of the mailbox have to be looked at',
  },
  byHand(
    'shared-mailbox',
    [/\bshared (mailbox|inbox)\b/i, /\bdelegat\w+\b[^.!?]{0,40}\b(mailbox|calendar)\b/i],
    'access to another mailbox is given by its owner',
  ),
  byHand(
    'mail-delivery',
    [/\b(bounc\w+|spam|quarantin\w+|not receiving|undeliver\w+)\b/i],
    'mail flow is looked at by a person',
  ),
  {
    id: 'recovery-key',
    says: [/\b(bitlocker|filevault|recovery key)\b/i],
    about: 'requester',
    steps: [findUser, findDevice],
    handOver: 'a recovery key is handed out by a person who has proven the identity',
  },
  {
    id: 'device-wipe',
    says: [/\b(wip(e|ing)|erase|factory reset)\b/i],
    about: 'requester',
    steps: [
      findUser,
      findDevice,
      {
        tools: [/_device_(wipe|erase)$/, /_(wipe|erase)_device$/],
        write: true,
        purpose: 'wipe the device, so that nobody reads it',
      },
    ],
    handOver: 'the device has to be wiped',
  },
  {
    id: 'device-sync',
    says: [/\bsync\w*\b[^.!?]{0,40}\b(laptop|device|computer|notebook|macbook)\b/i],
    about: 'requester',
    steps: [findUser, findDevice, { tools: [/_device_sync$/], write: true, purpose: 'sync the device' }],
    handOver: 'the device has to be synced',
  },
  {
    id: 'device-reboot',
    says: [/\b(reboot|restart)\b[^.!?]{0,40}\b(laptop|device|computer|notebook|macbook)\b/i],
    about: 'requester',
    steps: [findUser, findDevice, { tools: [/_device_reboot$/], write: true, purpose: 'restart the device' }],
    handOver: 'the device has to be restarted',
  },
  {
    id: 'device-lock',
    says: [/\block\b[^.!?]{0,30}\b(laptop|device|phone|computer|notebook|macbook|it)\b/i],
    about: 'requester',
    steps: [
      findUser,
      findDevice,
      { tools: [/_device_(remote_)?lock$/, /_lock_device$/], write: true, purpose: 'lock the device' },
    ],
    handOver: 'the device has to be locked',
  },
]
