/** What is wrong with a condition; `offset` counts characters from its start. */
export interface Fault {
  code: string
  offset: number
  message: string
  mend: string
}
