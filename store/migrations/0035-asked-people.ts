/** Who is told that their yes is waited for, as the directory said when they were asked. */
export const askedPeople = `
alter table approvals add column asked_people text[];
`
