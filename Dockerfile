# The platform with your own PostgreSQL: servers and their supervisor, without a database and the demo shop.
# docs/operations.md says how to run it.

FROM node:24-bookworm-slim AS packages
WORKDIR /florin
COPY package.json package-lock.json .npmrc ./
COPY server/package.json server/
COPY cli/package.json cli/
COPY checkout/package.json checkout/
COPY examples/bookkeeper/package.json examples/bookkeeper/
COPY examples/shop/package.json examples/shop/
COPY examples/till/package.json examples/till/
COPY sdks/typescript/package.json sdks/typescript/
# The optional packages are the embedded PostgreSQL, Node itself and a browser for tests. None of them is needed here.
RUN npm ci --omit=dev --omit=optional

# The payer's page is built with tools that are not part of the image. Some of them are optional packages of the build machine.
FROM packages AS page
RUN npm ci
COPY checkout checkout
RUN npm run build --workspace checkout

FROM node:24-bookworm-slim
# As process 1, tini passes signals on and collects processes that have ended.
RUN apt-get update && apt-get install -y --no-install-recommends tini && rm -rf /var/lib/apt/lists/* \
  && install -d -o node -g node /var/lib/florin
WORKDIR /florin
COPY --from=packages /florin ./
COPY server server
COPY cli cli
COPY docs docs
COPY README.md README.zh-CN.md ./
COPY examples/README.md examples/README.zh-CN.md examples/
COPY examples/python/README.md examples/python/README.zh-CN.md examples/python/
COPY --from=page /florin/checkout/dist checkout/dist
# DATABASE_URL and FLORIN_ROOT_KEY must be set. Without them the start stops and says so.
ENV NODE_ENV=production FLORIN_HOST=0.0.0.0 PORT=4242 FLORIN_DATA=/var/lib/florin
USER node
VOLUME /var/lib/florin
EXPOSE 4242
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD \
  ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["tini", "--"]
CMD ["node", "server/src/supervisor.ts"]
