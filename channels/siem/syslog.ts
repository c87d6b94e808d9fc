import { type NumberedEntry, toOcsf } from './to-ocsf.ts'

/** Facility 13, log audit (RFC 5424, table 1). */
const facility = 13
const warning = 4
const informational = 6
/** The number that documents may use (RFC 5612). */
const enterprise = 32473

/**
 * One message of RFC 5424 with octet counting (RFC 6587, as RFC 5425 asks for TLS): tenant, position and hash as
 * structured data, the OCSF event as the message.
 */
export function syslogFrame(numbered: NumberedEntry): Buffer {
  const { seq, hash, entry } = numbered
  const event = toOcsf(numbered) as { severity_id: number }
  const priority = facility * 8 + (event.severity_id > 1 ? warning : informational)
  const data = `[dex@${enterprise} tenant="${entry.tenant ?? ''}" seq="${seq}" hash="${hash}"]`
  const header = `<${priority}>1 ${entry.at} - dex ${entry.by.role} ${entry.kind.slice(0, 32)} ${data}`
  const message = Buffer.from(`${header} \uFEFF${JSON.stringify(event)}`, 'utf8')
  return Buffer.concat([Buffer.from(`${message.length} `), message])
}
