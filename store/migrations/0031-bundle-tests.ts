/** What a bundle's own tests decided when it was stored, and the rules that none of them reached; null where it came without. */
export const bundleTests = `
alter table operator_bundles add column tests jsonb;
alter table tenant_bundles add column tests jsonb;
`
