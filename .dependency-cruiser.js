const test = String.raw`\.test\.ts$`;
const main = String.raw`^src/main\.ts$`;
const adapters = ['sources', 'okta', 'state', 'notify'];
const outermost = ['cli', 'daemon', 'demo'];
const withDoor = ['sources', 'okta', 'state', 'report', 'simulator', 'config'];
const rooms = ['domain', 'reconcile', 'report', 'config', 'simulator', 'system', ...adapters, ...outermost];

/** Everything of the Okta room that writes, or describes a write. */
const writing =
  '^src/okta/(writer|gate|role-refusal|connect|transport/write-session|resources/(write|user-writes|lifecycle|memberships|sessions|refusal))[.]ts$';

const ports = String.raw`^src/reconcile/(ports|events)\.ts$`;

function inPackages(name) {
  return `(^|/)node_modules/${name}/`;
}

/** Each package has one home; a second room that wants it asks the first. Test files are free. */
const homes = {
  'temporal-polyfill': ['domain/time/'],
  '@marcbachmann/cel-js': ['domain/mapping/'],
  '@bufbuild/re2': ['domain/mapping/'],
  'any-ascii': ['domain/mapping/'],
  'better-sqlite3': ['state/'],
  'csv-parse': ['sources/', 'config/table-file.ts'],
  'csv-stringify': ['report/'],
  '@streamparser/json': ['sources/'],
  ssh2: ['sources/'],
  'p-retry': ['okta/', 'sources/', 'notify/'],
  commander: ['cli/', 'main.ts'],
  'node-cron': ['system/'],
  'prom-client': ['daemon/'],
  undici: ['system/'],
  winston: ['cli/', 'system/', 'main.ts'],
  yaml: ['config/'],
  zod: ['config/'],
};

/** `room` may import its own folder, what the patterns allow, packages and Node; nothing else of this house. */
function mayImport(name, room, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: `^src/(${room})/`, pathNot: test },
    to: { path: '^src/', pathNot: ['^src/$1/', ...allowed] },
  };
}

/** `room` may import nothing from outside the house but what is listed. */
function outside(name, room, allowed, comment) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: `^src/${room}/`, pathNot: test },
    to: { pathNot: ['^src/', ...allowed.packages.map(inPackages)], dependencyTypesNot: allowed.node ? ['core'] : [] },
  };
}

export default {
  forbidden: [
    mayImport('domain-imports-only-domain', 'domain', [], 'Pure: values in, values out.'),
    outside(
      'domain-packages',
      'domain',
      { packages: ['temporal-polyfill', '@marcbachmann/cel-js', '@bufbuild/re2', 'any-ascii'], node: true },
      'Pure packages only; each has its home below.',
    ),
    {
      name: 'domain-no-node',
      comment: 'The domain does no I/O; hashing is the one exception, and it lives in the kernel.',
      severity: 'error',
      from: { path: '^src/domain/', pathNot: ['^src/domain/kernel/', test] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'kernel-hashing-only',
      comment: 'Of all that Node offers the kernel uses its hashes.',
      severity: 'error',
      from: { path: '^src/domain/kernel/', pathNot: test },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    mayImport('reconcile-imports-only-domain', 'reconcile', ['^src/domain/'], 'The use cases see ports, not adapters.'),
    outside(
      'reconcile-outside',
      'reconcile',
      { packages: [], node: false },
      'What touches the world comes in through a port.',
    ),
    ...adapters.map((room) =>
      mayImport(
        `${room}-imports-ports-and-domain`,
        room,
        [ports, '^src/domain/'],
        'An adapter knows its port and the domain; adapters never know each other.',
      ),
    ),
    mayImport('report-imports-only-domain', 'report', ['^src/domain/'], 'Renderers are given what they render.'),
    outside(
      'report-outside',
      'report',
      { packages: ['hono/dist/(types/)?helper/html', 'csv-stringify'], node: false },
      'Renderers are pure: no I/O, only html templates and rows of cells.',
    ),
    mayImport(
      'config-imports-only-domain',
      'config',
      ['^src/domain/'],
      'main.ts proves that the schema fits the rooms.',
    ),
    outside(
      'config-outside',
      'config',
      { packages: ['zod', 'yaml', 'csv-parse'], node: true },
      'The schema stands on zod and yaml alone; a table of a mapping can be a CSV file.',
    ),
    mayImport(
      'simulator-is-independent',
      'simulator',
      ['^src/domain/(kernel|time)/'],
      'It judges the Okta client, so it shares nothing with it.',
    ),
    outside(
      'simulator-outside',
      'simulator',
      { packages: ['hono', '@hono/node-server', 'jose'], node: true },
      'Usable on its own by anyone who builds against Okta.',
    ),
    mayImport(
      'system-imports-only-domain',
      'system',
      ['^src/domain/'],
      'The real clock and dice implement kernel types.',
    ),
    ...outermost.map((room) =>
      mayImport(
        `${room}-is-handed-builders`,
        room,
        ['^src/(domain|reconcile)/', String.raw`^src/(report|config)/index\.ts$`],
        'Only main.ts builds adapters; it hands builders in.',
      ),
    ),
    {
      name: 'only-main-wires',
      comment: 'The composition root is the only file that knows every adapter.',
      severity: 'error',
      from: { path: '^src/([^/]+)', pathNot: [main, test] },
      to: { path: `^src/(?:${[...adapters, 'simulator', 'system'].join('|')})/`, pathNot: '^src/$1/' },
    },
    {
      name: 'plan-cannot-reach-writer',
      comment: 'A dry run is structural: from planning no chain of imports leads to what writes to Okta.',
      severity: 'error',
      from: { path: '^src/reconcile/(plan|ingest|observe|workers)', pathNot: test },
      to: { path: writing, reachable: true },
    },
    {
      name: 'reader-cannot-reach-writer',
      comment: 'What planning is given to read with holds nothing that could write.',
      severity: 'error',
      from: { path: '^src/okta/(reader|probe)', pathNot: test },
      to: { path: writing, reachable: true },
    },
    {
      name: 'through-the-door',
      comment: 'These rooms are entered by their index.ts.',
      severity: 'error',
      from: { path: '^src/([^/]+)', pathNot: test },
      to: { path: `^src/(?:${withDoor.join('|')})/`, pathNot: ['^src/$1/', String.raw`^src/[^/]+/index\.ts$`] },
    },
    {
      name: 'room-without-rules',
      comment: 'A new room states here what it may import.',
      severity: 'error',
      from: { path: '^src/', pathNot: [main, `^src/(${rooms.join('|')})/`] },
      to: {},
    },
    ...Object.entries(homes).map(([name, places]) => ({
      name: `home-of-${name}`,
      comment: `${name} is used in ${places.join(', ')} only.`,
      severity: 'error',
      from: { path: '^src/', pathNot: [`^src/(${places.join('|')})`, test] },
      to: { path: inPackages(name) },
    })),
    {
      name: 'nothing-imports-tests',
      comment: 'What two tests share lives under test/, and only test/ uses it.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: [test, '^test/'] },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one file or three.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      comment: 'Nobody imports it and it imports nobody.',
      severity: 'error',
      from: { orphan: true, path: '^src/', pathNot: [test, main, String.raw`\.d\.ts$`] },
      to: {},
    },
    {
      name: 'not-to-dev-dep',
      comment: 'A package that ships code needs is a dependency.',
      severity: 'error',
      from: { path: '^src/', pathNot: test },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'not-to-unresolvable',
      comment: 'A path that resolves to nothing escapes every rule above.',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    // Types bind rooms together as much as values do.
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
};
