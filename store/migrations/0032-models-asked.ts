/** Which models answered a tenant's requests on a day. */
export const modelsAsked = `
alter table model_usage add column models text[] not null default '{}';
`
