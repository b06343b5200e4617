/** Rules no linter here knows: sizes, and calls that are banned in places. Reads every source file through TypeScript's parser. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from '../install.mjs';

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 70;
const FOLDERS = ['src', 'scripts', 'sandbox', 'bench', 'e2e', 'test', 'prisma/seed'];
const SKIPPED = /(^|\/)(node_modules|generated|fixtures)(\/|$)/;
const SOURCE = /\.(ts|tsx|mjs)$/;
const TEST = /\.test\.tsx?$/;

/** What may not be written, where, and what to write instead. `code` sees the text without comments and strings. */
const BANNED = [
  { code: /\bas unknown as\b/, in: /./, say: 'a cast through unknown; narrow the value or parse it' },
  { code: /\bparseFloat\s*\(/, in: /^(src|sandbox|bench)\//, say: 'parseFloat; amounts are bigint minor units' },
  { code: /\.toFixed\s*\(/, in: /^(src|sandbox)\//, say: 'toFixed; format minor units with domain/money' },
  { code: /\$(queryRaw|executeRaw)Unsafe\b/, in: /./, say: 'raw SQL built from text; use parameters' },
  { code: /\bconsole\s*\./, in: /^src\/(server|workers|domain)\//, say: 'console; use platform/logger' },
  {
    code: /\bprocess\.env\b/,
    in: /^src\/(?!server\/platform\/env\.ts)/,
    say: 'process.env; read it in platform/env',
    tests: true,
  },
  {
    code: /\bMath\.random\s*\(|\bDate\.now\s*\(|\bnew Date\s*\(\s*\)/,
    in: /^src\/domain\//,
    say: 'a clock or dice in the domain; take it as an argument',
  },
  { code: /@ts-(ignore|nocheck)\b/, in: /./, say: 'a silenced type error; mend it', raw: true },
  { code: /\b(TODO|FIXME|XXX)\b/, in: /./, say: 'an unfinished note; finish it or leave it out', raw: true },
  { code: /\.(only|skip)\s*\(\s*['"`]/, in: /\.(test|spec|journey)\.tsx?$/, say: 'a test switched off or alone' },
];

/** Where statements of SQL are run. Everybody else calls what these rooms export. */
const SQL_ROOMS =
  /^src\/(server\/(store|read|verify)\/|server\/platform\/(db|prisma)\.ts$|server\/queue\/postgres-bell\.ts$|flows\/[^/]+\/recall\.ts$|generated\/)/;
const SQL_CALLS = new Set(['query', 'execute', 'queryRaw', '$queryRaw', '$executeRaw']);
const FIXTURE = /\.fixture\.tsx?$/;

/** Every breach as `file:line message`. */
export function tidy() {
  const findings = [];
  for (const file of FOLDERS.flatMap((folder) => [...filesBelow(folder)])) {
    const text = readFileSync(path.join(ROOT, file), 'utf8');
    const lines = text.split('\n').length - 1;
    if (lines > FILE_LINES_MAX)
      findings.push(`${file}:${FILE_LINES_MAX} the file has ${lines} lines; ${FILE_LINES_MAX} is the limit`);
    const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, kindOf(file));
    if (!TEST.test(file)) findings.push(...longFunctions(tree, file));
    findings.push(...bannedCalls(tree, text, file));
    if (/^src\//.test(file) && !SQL_ROOMS.test(file) && !TEST.test(file) && !FIXTURE.test(file))
      findings.push(...sqlCalls(tree, file));
  }
  return findings;
}

function* filesBelow(folder) {
  let entries = [];
  try {
    entries = readdirSync(path.join(ROOT, folder), { withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of entries) {
    const name = `${folder}/${entry.name}`;
    if (SKIPPED.test(name)) continue;
    if (entry.isDirectory()) yield* filesBelow(name);
    else if (SOURCE.test(name)) yield name;
  }
}

const kindOf = (file) =>
  file.endsWith('.tsx') ? ts.ScriptKind.TSX : file.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS;
const lineOf = (tree, position) => tree.getLineAndCharacterOfPosition(position).line + 1;

function longFunctions(tree, file) {
  const findings = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node) && node.body) {
      const first = lineOf(tree, node.getStart());
      const length = lineOf(tree, node.getEnd()) - first + 1;
      if (length > FUNCTION_LINES_MAX) {
        const name = node.name?.getText() ?? 'a function';
        findings.push(`${file}:${first} ${name} has ${length} lines; ${FUNCTION_LINES_MAX} is the limit`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return findings;
}

/**
 * Calls of a transaction's `query` and `execute`, on whatever it is named, and its methods taken out of it. A procedure of the
 * API is a `query` too: it is given a function, which no statement is.
 */
function sqlCalls(tree, file) {
  const findings = [];
  const say = (node, name) =>
    findings.push(`${file}:${lineOf(tree, node.getStart())} SQL (${name}) outside store, read, verify and recall.ts`);
  const isFunction = (node) => node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
  const visit = (node) => {
    if (ts.isCallExpression(node) || ts.isTaggedTemplateExpression(node)) {
      const callee = ts.isCallExpression(node) ? node.expression : node.tag;
      const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : '';
      if (SQL_CALLS.has(name) && !isFunction(node.arguments?.[0])) say(callee.name, name);
    } else if (
      ts.isBindingElement(node) &&
      /^(tx|client)$/.test(node.parent.parent.initializer?.getText() ?? '') &&
      SQL_CALLS.has((node.propertyName ?? node.name).getText())
    ) {
      say(node, (node.propertyName ?? node.name).getText());
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return findings;
}

/** The text with comments and string contents blanked out, so that speaking of a thing is not doing it. */
function codeOnly(tree, text) {
  const chars = text.split('');
  const blank = (from, to) => {
    for (let i = from; i < to; i += 1) if (chars[i] !== '\n') chars[i] = ' ';
  };
  const visit = (node) => {
    for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) blank(range.pos, range.end);
    for (const range of ts.getTrailingCommentRanges(text, node.getEnd()) ?? []) blank(range.pos, range.end);
    if (
      ts.isStringLiteral(node) ||
      ts.isNoSubstitutionTemplateLiteral(node) ||
      ts.isRegularExpressionLiteral(node) ||
      ts.isJsxText(node)
    ) {
      blank(node.getStart() + 1, node.getEnd() - 1);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return chars.join('');
}

function bannedCalls(tree, text, file) {
  const suspects = BANNED.filter((ban) => ban.in.test(file) && ban.code.test(text) && !(ban.tests && TEST.test(file)));
  if (suspects.length === 0 || file === 'scripts/check/tidy.mjs') return [];
  const code = codeOnly(tree, text).split('\n');
  const raw = text.split('\n');
  return suspects.flatMap((ban) =>
    (ban.raw ? raw : code).flatMap((line, index) => (ban.code.test(line) ? [`${file}:${index + 1} ${ban.say}`] : [])),
  );
}
