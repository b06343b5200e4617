// Who may know whom (ARCHITECTURE, "Layout"). Every rule is an error; there is no list of known violations.
const TEST = '\\.(test|fixture)\\.tsx?$';
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule('no-cycles', 'A cycle cannot be understood or tested in parts.', { pathNot: '^src/generated' }, { circular: true }),
    rule('resolvable', 'An import nobody can follow hides from every rule below.', { pathNot: '^src/generated' }, { couldNotResolve: true }),
    rule('domain-is-pure', 'The domain imports zod and itself.', { path: '^src/domain', pathNot: TEST }, { pathNot: ['^src/domain', 'node_modules/zod/'] }),
    rule('formats-know-only-domain', 'Codecs are pure: bytes in, records out.', { path: '^src/formats', pathNot: TEST }, { path: '^(src|sandbox|scripts)/', pathNot: ['^src/formats', '^src/domain'] }),
    rule('formats-do-no-io', 'Codecs touch neither files nor sockets nor clocks.', { path: '^src/formats', pathNot: TEST }, { dependencyTypes: ['core'], path: '^(node:)?(fs|net|http|https|tls|dgram|child_process|worker_threads|timers)' }),
    rule('flows-are-pure', 'A flow decides; it touches no database, socket, clock or server code.', { path: '^src/flows', pathNot: TEST }, { path: '^(src|sandbox|scripts)/', pathNot: ['^src/flows', '^src/formats', '^src/domain'] }),
    rule('flows-do-no-io', 'A flow touches neither files nor sockets nor clocks.', { path: '^src/flows', pathNot: TEST }, { dependencyTypes: ['core'], path: '^(node:)?(fs|net|http|https|tls|dgram|child_process|worker_threads|timers)' }),
    rule('flows-are-strangers', 'What two flows need goes to the domain.', { path: '^src/flows/([^/]+)/', pathNot: TEST }, { path: '^src/flows/[^/]+/', pathNot: '^src/flows/$1/' }),
    rule('stages-know-no-flow', 'Stages know the interface and the registry, never a flow.', { path: '^src/(server|workers)/', pathNot: TEST }, { path: '^src/flows/[^/]+/' }),
    rule('words-are-browser-safe', 'Words are what the browser may see of a flow, so they bring nothing along.', { path: '^src/flows/[^/]+/words\\.ts$' }, { path: '.', pathNot: '^src/flows/flow\\.ts$' }),
    rule('components-see-words-only', 'Of a flow the browser gets its words.', { path: '^src/components', pathNot: TEST }, { path: '^src/flows/', pathNot: ['/words\\.ts$', '^src/flows/flow\\.ts$'], dependencyTypesNot: ['type-only'] }),
    rule('stages-are-strangers', 'A stage never imports another stage.', { path: '^src/server/pipeline/([^/]+)/', pathNot: TEST }, { path: '^src/server/pipeline/[^/]+/', pathNot: '^src/server/pipeline/$1/' }),
    rule('one-door-to-the-database', 'Only store and platform/{db,prisma} touch the database; the queue keeps its own.', { path: '^src', pathNot: [TEST, '^src/server/store/', '^src/server/platform/(db|prisma)\\.ts$', '^src/server/queue/(connection|postgres-bell)\\.ts$', '^src/generated'] }, { path: ['node_modules/(pg|pg-copy-streams|@prisma|@types/pg)/', '^src/generated'] }),
    rule('sockets-live-in-connectors', 'Only connectors and the queue open sockets.', { path: '^src/server', pathNot: [TEST, '^src/server/connectors/', '^src/server/queue/'] }, { dependencyTypes: ['core'], path: '^(node:)?(net|tls|http|https|http2|dgram)$' }),
    rule('platform-is-the-floor', 'The platform knows nothing above it.', { path: '^src/server/platform', pathNot: TEST }, { path: '^src/', pathNot: ['^src/server/platform', '^src/domain', '^src/generated'] }),
    rule('queue-knows-only-platform', 'The doorbell carries no business.', { path: '^src/server/queue', pathNot: TEST }, { path: '^src/', pathNot: ['^src/server/queue', '^src/server/platform', '^src/domain'] }),
    rule('server-knows-no-shell', 'Nothing on the server knows the web, the worker or the command line.', { path: '^src/server', pathNot: TEST }, { path: '^src/(app|components|workers|cli)/' }),
    rule('workers-and-cli-know-no-web', 'A worker runs without the console.', { path: '^src/(workers|cli)/' }, { path: '^src/(app|components)/' }),
    rule('components-see-types-only', 'The browser gets no server code.', { path: '^src/components', pathNot: TEST }, { path: '^src/(server|workers|cli)/', dependencyTypesNot: ['type-only'] }),
    rule('api-never-posts', 'A procedure enqueues; stages post.', { path: '^src/server/api', pathNot: TEST }, { path: '^src/server/(connectors|pipeline/(parse|canonicalize|post|confirm|reconcile))/' }),
    rule('sandbox-is-outside', 'The demo health system speaks to the product over the wire only.', { path: '^sandbox' }, { path: '^src/' }),
    rule('product-knows-no-sandbox', 'The product cannot tell the sandbox from a real partner.', { path: '^src', pathNot: TEST }, { path: '^(sandbox|test|e2e|bench)/' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/generated/prisma/(internal|models|browser|commonInputTypes|enums)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
