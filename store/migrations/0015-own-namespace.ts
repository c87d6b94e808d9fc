/** A tenant may have a namespace of Temporal of its own; null: the one that tenants share. Set once, when it is made. */
export const ownNamespace = `
alter table tenants add column namespace text unique check (namespace ~ '^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$');
`
