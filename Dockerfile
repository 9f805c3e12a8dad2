FROM node:26-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm prune --omit=dev

FROM node:26-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends bubblewrap ca-certificates git \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json app.yml LICENSE ./
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production DATA_DIR=/data
VOLUME /data
USER node
EXPOSE 3000
ENTRYPOINT ["node", "dist/bin.js"]
CMD ["start"]
