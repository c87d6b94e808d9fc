/** Where a tenant's people sign in, by an id that nobody guesses: a name would tell whether a tenant of it exists. */
export const signInAddress = `
alter table tenants add column sign_in text not null unique
  default 'sgn_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 24)
  check (sign_in ~ '^sgn_[A-Za-z0-9]{20,32}$');
`
