const columns = `digest text, id text, language regconfig not null, words tsvector not null`

/** The words of one bundle's runbooks: what titles and keywords say weighs more than what the text says. */
const wordsOf = (bundle: string): string => `
  select r->>'id' as id, (r->>'language')::regconfig as language,
    setweight(to_tsvector((r->>'language')::regconfig,
      r->>'title' || ' ' || coalesce((select string_agg(a, ' ') from jsonb_array_elements_text(r->'about') a), '')), 'A')
    || to_tsvector((r->>'language')::regconfig, r->>'text') as words
  from jsonb_array_elements(coalesce(${bundle}.body->'bundle'->'runbooks', '[]')) r`

/**
 * Where a bundle's runbooks are found by their words. Written by the database itself beside each bundle, so that what is found
 * is what was published; the texts are read from the bundle, whose digest is checked.
 */
export const runbooks = `
create table operator_runbooks (${columns}, primary key (digest, id), foreign key (digest) references operator_bundles);
create table tenant_runbooks (tenant text references tenants, ${columns}, primary key (tenant, digest, id),
  foreign key (tenant, digest) references tenant_bundles);
grant select on operator_runbooks, tenant_runbooks to dex_think;
alter table tenant_runbooks enable row level security;
alter table tenant_runbooks force row level security;
create policy tenant_only on tenant_runbooks using (tenant = app_tenant()) with check (tenant = app_tenant());

create function index_operator_runbooks() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into operator_runbooks (digest, id, language, words) select new.digest, w.* from (${wordsOf('new')}) w;
  return null;
end $$;
create function index_tenant_runbooks() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into tenant_runbooks (tenant, digest, id, language, words)
    select new.tenant, new.digest, w.* from (${wordsOf('new')}) w;
  return null;
end $$;
create trigger index_runbooks after insert on operator_bundles for each row execute function index_operator_runbooks();
create trigger index_runbooks after insert on tenant_bundles for each row execute function index_tenant_runbooks();
`
