import type { Ecosystem } from './imports-declared.ts';

/** The very common package whose name differs from this one by one slip of a finger; undefined where none does. */
export function lookAlike(ecosystem: Ecosystem, name: string): string | undefined {
  const known = common[ecosystem] ?? [];
  if (name.length < 5 || known.includes(name)) return undefined;
  return known.find((each) => isOneSlip(each, name));
}

/** One letter more, less, or another, or two that changed places. */
function isOneSlip(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1 || one === other) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let [end, otherEnd] = [one.length, other.length];
  while (end > start && otherEnd > start && one[end - 1] === other[otherEnd - 1])
    [end, otherEnd] = [end - 1, otherEnd - 1];
  const [middle, otherMiddle] = [one.slice(start, end), other.slice(start, otherEnd)];
  return (middle.length <= 1 && otherMiddle.length <= 1) || isTurned(middle, otherMiddle);
}

function isTurned(one: string, other: string): boolean {
  return one.length === 2 && one === `${other[1]}${other[0]}`;
}

/** Some of those that are installed most, which others like to be taken for. */
const common: Partial<Record<Ecosystem, readonly string[]>> = {
  npm: words(`
    react react-dom react-router lodash express axios chalk commander debug webpack typescript eslint prettier jest mocha
    vitest babel-loader moment dayjs date-fns request node-fetch uuid dotenv mongoose mongodb redis ioredis mysql2 sequelize
    prisma graphql apollo-server socket.io cors body-parser cookie-parser jsonwebtoken bcrypt bcryptjs passport helmet morgan
    winston nodemon rimraf mkdirp minimist yargs inquirer semver glob chokidar fs-extra async bluebird underscore ramda rxjs
    jquery bootstrap tailwindcss postcss autoprefixer styled-components classnames redux react-redux zustand immer next nuxt
    svelte angular vite rollup esbuild parcel puppeteer playwright cheerio jsdom sharp multer nodemailer stripe openai
    langchain zod joi validator ajv electron discord.js telegraf colors cross-env cross-spawn husky lint-staged nanoid
    fastify koa hapi nestjs supertest sinon storybook event-stream left-pad tslib core-js regenerator-runtime
  `),
  pypi: words(`
    requests numpy pandas scipy matplotlib scikit-learn tensorflow torch torchvision keras transformers flask django fastapi
    uvicorn gunicorn starlette pydantic sqlalchemy alembic psycopg2 psycopg2-binary pymongo redis celery boto3 botocore
    urllib3 certifi setuptools wheel pip pytest pytest-cov coverage tox black flake8 pylint mypy ruff isort pyyaml jinja2
    markupsafe click colorama tqdm rich typer pillow opencv-python beautifulsoup4 lxml scrapy selenium playwright httpx
    aiohttp websockets cryptography pycryptodome paramiko fabric ansible docker kubernetes openai anthropic langchain
    tiktoken python-dotenv python-dateutil pytz six attrs protobuf grpcio jsonschema marshmallow simplejson orjson
    virtualenv poetry pipenv notebook jupyter ipython seaborn plotly networkx sympy nltk spacy gensim
  `),
};

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
