# syntax=docker/dockerfile:1

# Everything that compiles stays behind here. The image's own Node is used: no install script is run, the pinned Node of a
# developer's clone included.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src ./src
RUN npm run build

# What runs: no compiler, no linter, and of the native library this platform's binary alone.
FROM node:24-slim AS production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts \
 && npm cache clean --force \
 && find node_modules/better-sqlite3/prebuilds -name '*.node' ! -name 'linux-*' -delete \
 && rm -rf node_modules/better-sqlite3/deps node_modules/better-sqlite3/src

FROM node:24-slim
LABEL org.opencontainers.image.title="tenured" \
      org.opencontainers.image.description="Keeps an Okta organisation true to the HR system" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    TENURED_CONFIG=/etc/tenured/tenured.yaml
WORKDIR /app
COPY package.json LICENSE ./
COPY bin ./bin
COPY config ./config
COPY mappings ./mappings
COPY migrations ./migrations
COPY --from=production /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist

# The state: the only place that is written to. Everything else may be mounted read-only.
RUN install -d -m 0700 -o 65532 -g 65532 /var/lib/tenured
VOLUME /var/lib/tenured
USER 65532:65532

# Node is the first process and takes SIGTERM itself: what is in flight ends, then the process does.
STOPSIGNAL SIGTERM
EXPOSE 8060
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8060/livez').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--max-semi-space-size=16", "--enable-source-maps", "dist/main.js"]
CMD ["run"]
