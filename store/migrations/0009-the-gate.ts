/** What a platform demands of whoever connects again, and the state of a request that waits for that. */
export const theGate = `
alter table connections add column claims text;
grant select (claims) on connections to dex_api;
alter table requests drop constraint requests_status_check;
alter table requests add constraint requests_status_check check (status in
  ('investigating', 'waiting_approval', 'executing', 'waiting_requester', 'waiting_connection', 'escalated', 'resolved', 'cancelled'));
create index ledger_in_doubt on ledger (tenant, action, intended_at) where state = 'in_doubt';
`
