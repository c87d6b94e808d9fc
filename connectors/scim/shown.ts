import type { ScimUser } from './resources.ts'

/** The fields of a user that leave the connector. */
export const shown = ({ id, userName, name, email, department, active }: ScimUser) => ({
  id,
  userName,
  name,
  email,
  department,
  active,
})
