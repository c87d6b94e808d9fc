/** Why an approval ended without a yes or no, and by whose word where a person brought it about. */
export const approvalEnds = `
alter table approvals add column ended_code text, add column ended_by text;
`
