/**
 * INVARIANT: api writes no column of a request once it is there. That somebody's request is theirs goes through this one door:
 * from claimed to known, never back, and only by the person whose address the ticket names (T22).
 */
export const confirmRequester = `
revoke update (assurance, requester_person, authors, updated_at) on requests from dex_api;

create function confirm_requester(request_id text, person_id text, at timestamptz) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update requests r
    set assurance = 'verified', requester_person = person_id, updated_at = at,
      authors = (select array_agg(distinct each) from unnest(r.authors || person_id) as each)
    where r.tenant = app_tenant() and r.id = request_id and r.assurance = 'asserted' and r.closed_at is null
      and r.requester_lookup = (select p.email_lookup from people p
        where p.tenant = app_tenant() and p.id = person_id and p.state = 'active');
  return found;
end $$;
revoke all on function confirm_requester(text, text, timestamptz) from public;
grant execute on function confirm_requester(text, text, timestamptz) to dex_api;
`
