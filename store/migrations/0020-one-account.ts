/** INVARIANT: a person has one account in one organization on a platform: what is theirs is never a choice of two (T22). */
export const oneAccount = `
create unique index accounts_one_each on accounts (tenant, person, platform, org);
`
