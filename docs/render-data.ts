import { logFields, searchAttributeFields } from './stored-elsewhere.ts'
import { type Kind, kinds, type StoredTable, storedTables } from './stored-data.ts'

const rows = (fields: Readonly<Record<string, string>>): string =>
  Object.entries(fields)
    .map(([name, what]) => `| \`${name}\` | ${what} |`)
    .join('\n')

function section([name, table]: [string, StoredTable]): string {
  const lines = (Object.entries(table.columns) as [Kind, readonly string[]][]).map(([kind, columns]) => {
    const [what, protection] = kinds[kind]
    return `| ${columns.map((column) => `\`${column}\``).join(', ')} | ${what} | ${protection} |`
  })
  return `### ${name}\n\nLife: ${table.life}.\n\n| columns | what | protection |\n|---|---|---|\n${lines.join('\n')}\n`
}

/** docs/data.md, written from the two lists of what is stored. */
export const renderData = (): string => `# What is stored

Written from \`docs/stored-data.ts\` and \`docs/stored-elsewhere.ts\` by \`node docs/generate.ts\`; a test holds both against
the database's schema, the search attributes and the fields of the log. Everything of a tenant lies behind forced row-level
security on its name.

## In short

| what | where | protection | life |
|---|---|---|---|
| content: ticket text, what was read, model turns, comments, parameters | Postgres \`scratch\` | sealed with the request's own key | until the request closes |
| the request's key | a file under \`DEX_REQUEST_KEYS\`, outside Postgres | wrapped by an epoch's key, and that by the tenant's | overwritten and unlinked when the request closes, at most \`DEX_CONTENT_KEEP\` (30 days) after it opened; a mark without content stays |
| the epoch's key | beside it | wrapped by the tenant's key | destroyed within N days of its making, N = \`DEX_KEY_EPOCH\`, 7 by default; what is still open moves to the next one |
| a temporary password, pass or code for one person | Postgres \`secrets\` | sealed with a key of its own, in the same store | until it is seen, at most 15 minutes |
| what stood before a change, so that it can be put back | Postgres \`undo_states\` | sealed with a key of its own, in the same store | as long as policy says, if at all; at most 30 days: the key, then the row |
| progress | Temporal's histories | sealed with the tenant's \`payload\` key; ids, digests and codes even inside | \`DEX_HISTORY_RETENTION\` or the namespace's retention, 7 days by default, counted from the close |
| the record: who, what, on which target, under which rule, with what outcome | Postgres | pseudonymous ids in plain, chained | as long as the tenant |
| facts that decisions were made on | Postgres \`decision_records\` | sealed with the tenant's evidence key of that month, a file under \`DEX_REQUEST_KEYS\` | \`DEX_EVIDENCE_LIFE\`, 400 days, after the month's end: the key, then the rows |
| names and e-mail addresses of people who signed in | Postgres \`people\` | sealed with the tenant's \`column\` key; found by keyed hash | as long as the tenant |
| delegated tokens | Postgres \`connections\` | sealed with a key of gate alone | until revoked |
| the tenants' keys, the roles' keys | files under \`DEX_KEYS_SHARED\` and \`DEX_KEYS_OWN\` | directories 0700, files 0600 | as long as the tenant |
| log lines of the processes | stderr | an allow list of fields: ids, codes, numbers | the operator's |

A platform's immutable id, an issuer with a subject, and a keyed hash are personal data all the same where somebody can tie
them to a person: Dex calls them pseudonyms here.

## On a person's own machine

\`dex login\` leaves a session's token under \`--data\`, mode 0600. \`dex up\` keeps in its data directory what it made at random
for its parts (\`secrets.json\`, mode 0600), its servers' data, and logs.

## In plain text at Temporal

Workflow ids (\`<tenant>/<source>/<key>\`: the ticket's id where the source is marked impersonal, else a keyed hash), types,
names of messages and queues, failure types (stable codes), and the search attributes:

| search attribute | what |
|---|---|
${rows(searchAttributeFields)}

## A line of the activity log

| field | what |
|---|---|
${rows(logFields)}

## Postgres, table by table

${Object.entries(storedTables).map(section).join('\n')}`
