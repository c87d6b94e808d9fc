/**
 * More than one platform a tenant: where its authorization server is, and whose organization its accounts must be of.
 * What the model is offered follows from what is connected: think sees platforms and kinds of connections, nothing else.
 */
export const platforms = `
alter table platform_clients add column issuer text, add column hosted_domain text;
grant select (issuer, hosted_domain) on platform_clients to dex_api;
grant select (tenant, platform, kind, state) on connections to dex_think;
`
