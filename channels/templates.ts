import type { InternalTemplate, ReplyTemplate } from '#contract/template.ts'

/**
 * What a requester reads. INVARIANT: no parameter, so that nothing of a ticket, a directory or a model can get in, and
 * nothing is said about whose account was touched or how (T2).
 */
const replies: Readonly<Record<ReplyTemplate, string>> = {
  received: 'Hello, we have your request and are looking into it. We write here again when there is news.',
  waiting_approval:
    'Hello, we have looked into your request. A person has to approve the next step, and has been asked. We write here again once they have answered.',
  resolved:
    'Hello, the work on this request is finished. If something still does not work, please answer here.',
  resolved_unchecked:
    'Hello, the work on this request is finished, but we could not check that it had the effect. Please try, and answer here if something still does not work.',
  handed_over:
    'Hello, a person from the IT team now looks after this request and has everything that was found so far. They will answer here.',
  declined:
    'Hello, what was proposed for this request was not approved and has not been done. If you think that this is a mistake, please answer here or contact the IT team.',
  rejected:
    'Hello, a person who was asked did not approve the next step, and it has not been done. We write here again when there is more to say.',
  expired:
    'Hello, the approval that the next step needs was not given in time, and it has not been done. We write here again when there is more to say.',
  changed:
    'Hello, a person who was asked changed the next step before it was approved. What was proposed at first will not be done.',
  lines_taken_out:
    'Hello, a person who was asked took part of the list out before it was approved. That part will not be done with the rest.',
  cancelled:
    'Hello, this request was cancelled and is closed. Nothing more is done for it. If it is still needed, please open a new one.',
  question_reminder:
    'Hello, we still need your answer to go on with this request. Please answer the question above here.',
  no_answer:
    'Hello, we did not hear back and close this request for now. If it is still needed, please open a new one and say what we asked for.',
}

/** What the people who work the queue read. The request's id is opaque; everything else about it is in the console. */
const notes: Readonly<Record<InternalTemplate, (request: string) => string>> = {
  approval_reminder: (request) =>
    `Dex: request ${request} still waits for an approval. See it in the console, or run \`dex request show ${request}\`.`,
  approval_expired: (request) =>
    `Dex: nobody answered the approval of request ${request} in time. What was proposed has not been done. A person needs to take over.`,
  approval_passed_on: (request) =>
    `Dex: the approval of request ${request} was not answered in time and is now with those who come next. See who in the console, or run \`dex request show ${request}\`.`,
  connection_needed: (request) =>
    `Dex: request ${request} waits because a platform no longer honours a connection that it runs on. Whoever made it is asked to connect again: open Connections in the console, or run \`dex connection connect\`. Nothing runs on anybody else's account meanwhile.`,
  escalated: (request) =>
    `Dex: request ${request} needs a person. What was found, proposed and decided is in the console (\`dex request show ${request}\`).`,
  list_waits: (request) =>
    `Dex: the list of request ${request} is held and waits for a person: its first lines could not be seen to be as intended, too many went wrong, or somebody paused it. Look at it in the console and let it go on, or stop it (\`dex request show ${request}\`).`,
  no_answer: (request) =>
    `Dex: the requester did not answer in request ${request}, and it was closed. What was found is in the record (\`dex request show ${request}\`).`,
  in_doubt: (request) =>
    `Dex: for request ${request} the platform did not say whether a change was made, and it cannot be read back. Please look before anything is tried again (\`dex request show ${request}\`).`,
}

export const renderReply = (template: ReplyTemplate): string => replies[template]

/** `request`: the opaque id (`req_…`). */
export const renderNote = (template: InternalTemplate, request: string): string => notes[template](request)
