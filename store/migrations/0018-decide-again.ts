/**
 * Whose yes or no was refused (no fresh sign-in, too old, not connected) may decide again; who was heard, or is not checked
 * yet, may not (T5). A row held by the server itself, whoever inserts.
 */
export const decideAgain = `
alter table decisions add column attempt int not null default 1 check (attempt between 1 and 10);
drop index decisions_once;
create unique index decisions_once on decisions (tenant, request, step, approver, attempt) where verdict in ('approve', 'reject');

create function decided_once() returns trigger language plpgsql as $$
begin
  if exists (
    select from decisions d
      left join decision_checks c on c.tenant = d.tenant and c.decision = d.id
      where d.tenant = new.tenant and d.request = new.request and d.step = new.step and d.approver = new.approver
        and d.verdict in ('approve', 'reject') and (d.attempt >= new.attempt or c.code is null or c.code = 'ok')
  ) then
    raise unique_violation using message = 'decided_once: this person decided this step';
  end if;
  return new;
end $$;
create trigger decided_once before insert on decisions for each row when (new.verdict in ('approve', 'reject'))
  execute function decided_once();
`
