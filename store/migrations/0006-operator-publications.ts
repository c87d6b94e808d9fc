/** The operator's bundle too comes into force by the gate alone, or by the database's owner. */
export const operatorPublications = `
alter table publications add column owner text not null default 'tenant' check (owner in ('operator', 'tenant'));
alter table publications alter column owner drop default;
alter table publications drop constraint publications_tenant_digest_fkey;
grant insert (owner) on publications to dex_api;

revoke insert, update on operator_bundle_in_force from dex_api;
grant update on operator_bundle_in_force to dex_gate;
`
