import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'

const directory = fileURLToPath(new URL('schema/', import.meta.url))
const classes: Readonly<Record<number, string>> = {
  3001: 'account_change',
  3002: 'authentication',
  3006: 'group_management',
  6003: 'api_activity',
}

/** What OCSF's own schema says of an event; empty where it is valid. */
export function createOcsfValidator(): (event: unknown) => string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false })
  for (const name of readdirSync(directory)) {
    ajv.addSchema(JSON.parse(readFileSync(`${directory}${name}`, 'utf8')) as object)
  }
  return (event) => {
    const { class_uid: uid, activity_id: activity, type_uid: type } = event as Record<string, number>
    const name = classes[uid ?? 0]
    const validate = name === undefined ? undefined : ajv.getSchema(`${name}.json`)
    if (!validate) return [`no class ${uid}`]
    const problems = validate(event)
      ? []
      : (validate.errors ?? []).map((error) => `${name}${error.instancePath} ${error.message}`)
    if (type !== (uid ?? 0) * 100 + (activity ?? 0)) problems.push('type_uid is not class and activity')
    return problems
  }
}
