/** One file, since each starts a worker that loads the emulator anew. */
import './okta/routes.ts'
import './okta/faults.ts'
import './okta/log.ts'
import './okta/oauth.ts'
import './okta/people.ts'
import './okta/rights.ts'
