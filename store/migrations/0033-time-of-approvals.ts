/** Whose time is over when, when people are reminded, and why others than the first are asked. */
export const timeOfApprovals = `
alter table approvals
  add column deadlines jsonb,
  add column remind_at timestamptz,
  add column passed_code text check (passed_code in ('nobody_answered', 'too_few_approvers')),
  add column too_few boolean not null default false;
`
