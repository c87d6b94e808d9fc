/** The pinned Temporal CLI. From v1.6.0 its module has a `replace`, which `go install` refuses. */
export const temporalVersion = '1.5.1'
export const temporalModule = `github.com/temporalio/cli/cmd/temporal@v${temporalVersion}`
