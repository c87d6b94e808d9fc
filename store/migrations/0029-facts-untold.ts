/** That a platform did not tell which facts people can set of themselves: null, as far as the gate saw it last (T10). */
export const factsUntold = `
alter table fact_sources alter column self_editable drop not null;
`
