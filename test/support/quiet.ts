import { DefaultLogger, Runtime } from '@temporalio/worker'

/** The SDK tells of each refused forgery; a test that fails says so itself. */
Runtime.install({ logger: new DefaultLogger('ERROR') })
