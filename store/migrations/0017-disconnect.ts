/**
 * INVARIANT: api takes a connection out of use and can do nothing else to it: from active to ending, never back. Its tokens are
 * the gate's, which revokes them at the platform and destroys them.
 */
export const disconnect = `
alter table connections drop constraint connections_state_check;
alter table connections add constraint connections_state_check
  check (state in ('active', 'ending', 'expired', 'revoked'));

create function end_connection(connection_id text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update connections c set state = 'ending'
    where c.tenant = app_tenant() and c.id = connection_id and c.state = 'active';
  return found;
end $$;
revoke all on function end_connection(text) from public;
grant execute on function end_connection(text) to dex_api;
`
