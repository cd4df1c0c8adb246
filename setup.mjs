// Installs what Holdfast needs and the machine lacks: node setup.mjs [test|demo|start]
//
// Runs on a bare Node 20 before anything is installed, so it is one plain file that imports only node: modules.
// It changes nothing of the machine: npm packages go to node_modules, programs to a cache folder of ours
// (HOLDFAST_CACHE, else /var/cache/holdfast for root, else $XDG_CACHE_HOME/holdfast or ~/.cache/holdfast).
// Where the programs are is written to node_modules/.holdfast/tools.json:
//   { restic: { path, version }, postgresql: { bin, version } }
// HOLDFAST_SETUP_IGNORE_SYSTEM=1 acts as if the machine had neither the programs, nor their libraries, nor package lists.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(fileURLToPath(import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const TOOLS_FILE = join(MODULES, '.holdfast', 'tools.json');
const CACHE = join(cacheFolder(), 'tools');
const IGNORE_SYSTEM = process.env.HOLDFAST_SETUP_IGNORE_SYSTEM === '1';

const NEEDS = { start: ['restic'], demo: ['restic', 'postgresql'], test: ['restic', 'postgresql'] };
const TOOLS = {
  restic: { find: findRestic, fetch: fetchRestic },
  postgresql: { find: findPostgresql, fetch: fetchPostgresql },
};
const RESTIC_MINIMUM = '0.18';
const POSTGRESQL_PROGRAMS = ['postgres', 'initdb', 'pg_ctl', 'psql', 'pg_dump', 'pg_dumpall', 'pg_restore'];
const CHROMIUM = '/usr/bin/chromium';
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

class SetupError extends Error {}

try {
  main(process.argv[2] ?? 'test');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

function main(purpose) {
  const needs = Object.hasOwn(NEEDS, purpose) ? NEEDS[purpose] : undefined;
  if (!needs) throw new SetupError(`"${purpose}" is not one of ${Object.keys(NEEDS).join(', ')}.`);
  if (packagesProblem()) withLock(ROOT, installPackages);
  const found = {};
  for (const name of needs) found[name] = TOOLS[name].find() ?? withLock(CACHE, (lock) => installTool(name, lock));
  record(found);
  if (purpose === 'test') ensureChromium();
}

// ---------------------------------------------------------------- npm packages

/**
 * Why node_modules is not what package-lock.json says, or undefined when it is.
 * npm writes its hidden lock file last, so an interrupted install has none; folders are looked at as well, since a
 * removal that was interrupted may leave it behind.
 */
function packagesProblem() {
  const wanted = readJson(join(ROOT, 'package-lock.json'))?.packages;
  if (!wanted) throw new SetupError('package-lock.json is missing or cannot be read: the checkout is incomplete.');
  if (!fs.existsSync(MODULES)) return 'there is no node_modules yet';
  const installed = readJson(join(MODULES, '.package-lock.json'))?.packages;
  if (!installed) return 'an earlier installation did not finish';
  const extra = Object.keys(installed).find((path) => !wanted[path]);
  if (extra) return `${extra} is not in the lock file`;
  for (const [path, entry] of Object.entries(wanted)) {
    const problem = path !== '' && entryProblem(path, entry, installed[path]);
    if (problem) return problem;
  }
  return fs.existsSync(join(MODULES, '.bin', 'node')) ? undefined : 'Node 24 (node-linux-*) is not in node_modules';
}

function entryProblem(path, wanted, installed) {
  if (!installed) return isForThisMachine(wanted) ? `${path} is missing` : undefined;
  const isSame = installed.version === wanted.version && installed.integrity === wanted.integrity;
  if (!isSame) return `${path} is not the version of the lock file`;
  return fs.existsSync(join(ROOT, path, 'package.json')) ? undefined : `${path} is not complete`;
}

/** Whether npm must have installed this entry: optional ones without a platform only belong to a skipped platform. */
function isForThisMachine({ optional, os, cpu, libc }) {
  if (!optional) return true;
  if (!os && !cpu) return false;
  const fits = (allowed, value) => !allowed || allowed.includes(value);
  return fits(os, process.platform) && fits(cpu, process.arch) && fits(libc, 'glibc');
}

function installPackages(lock) {
  const problem = packagesProblem();
  if (!problem) return;
  say(`installing the npm packages of package-lock.json, Node 24 among them (${problem})`);
  // npm must not run on the Node inside node_modules, which it is about to remove.
  const path = pathFolders().filter((folder) => !folder.startsWith(MODULES));
  const env = { ...process.env, PATH: path.join(delimiter) };
  const args = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--update-notifier=false',
    '--loglevel=error',
  ];
  const { status, error } = spawnSync('npm', args, { cwd: ROOT, env, stdio: ['ignore', 2, 2, lock] });
  if (error || status !== 0)
    throw new SetupError(`npm ci failed (${error?.message ?? `exit ${status}`}); its output is above.`);
  const left = packagesProblem();
  if (left)
    throw new SetupError(`npm ci ended well, and yet ${left}. Holdfast runs on Linux, x64 or arm64, with glibc.`);
}

// ---------------------------------------------------------------- restic

function findRestic() {
  const onPath = IGNORE_SYSTEM ? [] : pathFolders().map((folder) => join(folder, 'restic'));
  for (const path of [...onPath, ...unpacked('restic').map((folder) => join(folder, 'usr/bin/restic'))]) {
    const version = versionOf(path, 'version');
    if (version && isAtLeast(version, RESTIC_MINIMUM)) return { path, version };
  }
  return undefined;
}

function fetchRestic(work, lock) {
  const reasons = [];
  for (const supply of resticSupplies(work, lock)) {
    const candidate = candidateOf(supply, 'restic');
    if (!candidate) reasons.push(`${supply.name} has none${supply.problem ? ` (${supply.problem})` : ''}`);
    else if (!isAtLeast(candidate, RESTIC_MINIMUM)) reasons.push(`${supply.name} has ${candidate}`);
    else {
      const problem = unpack(supply, ['restic'], work);
      if (!problem)
        return {
          version: candidate,
          why: `${RESTIC_MINIMUM} or newer is needed; ${reasons.join('; ') || 'not found'}; from ${supply.name}`,
        };
      reasons.push(`${supply.name}: ${problem}`);
    }
  }
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const release = `https://github.com/restic/restic/releases/download/v0.18.0/restic_0.18.0_${process.platform}_${arch}.bz2`;
  throw new SetupError(
    `restic ${RESTIC_MINIMUM} or newer is needed and cannot be installed from here (${reasons.join('; ') || 'no apt on this machine'}).\n` +
      `Install it and run this again:\n  curl -fL ${release} | bunzip2 | sudo install -m 755 /dev/stdin /usr/local/bin/restic`,
  );
}

function* resticSupplies(work, lock) {
  if (!hasApt()) return;
  yield machineSupply(work, lock, 'restic');
  if (!fs.existsSync(KEYRING)) return;
  for (const mirror of debianMirrors()) {
    const sources = `Types: deb\nURIs: ${mirror}\nSuites: trixie\nComponents: main\nSigned-By: ${KEYRING}\n`;
    yield openSupply({ name: `Debian trixie at ${mirror}`, work, lock, sources });
  }
}

/** The mirrors from which this machine takes Debian itself, then Debian's own. */
function debianMirrors() {
  const codename = /^VERSION_CODENAME="?([\w-]+)/m.exec(readText('/etc/os-release'))?.[1];
  const isDebian = ({ uri, suites, components, signedBy }) =>
    suites.includes(codename) &&
    components.includes('main') &&
    /\/debian\/?$|^mirror/.test(uri) &&
    (!signedBy || signedBy.includes('debian-archive'));
  const own = aptSources()
    .filter(isDebian)
    .map(({ uri }) => uri);
  return [...new Set([...own, 'http://deb.debian.org/debian'])];
}

/** Every binary source of /etc/apt: { uri, suites, components, signedBy }, from both formats. */
function aptSources() {
  const parts = '/etc/apt/sources.list.d';
  const files = ['/etc/apt/sources.list', ...list(parts).map((name) => join(parts, name))];
  const stanzas = files
    .filter((file) => file.endsWith('.sources'))
    .flatMap((file) =>
      readText(file)
        .replace(/^#.*\n?/gm, '')
        .split(/\n\s*\n/),
    );
  const lines = files.filter((file) => file.endsWith('.list')).flatMap((file) => readText(file).split('\n'));
  return [...stanzas.flatMap(parseStanza), ...lines.flatMap(parseLine)];
}

function parseStanza(text) {
  const field = (name) => new RegExp(`^${name}:(.*(?:\\n[ \\t].*)*)`, 'im').exec(text)?.[1].trim() ?? '';
  if (!field('Types').split(/\s+/).includes('deb') || field('Enabled').toLowerCase() === 'no') return [];
  const rest = {
    suites: field('Suites').split(/\s+/),
    components: field('Components').split(/\s+/),
    signedBy: field('Signed-By'),
  };
  return field('URIs')
    .split(/\s+/)
    .map((uri) => ({ uri, ...rest }));
}

function parseLine(line) {
  const match = /^\s*deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+(\S+)\s+([^#]+)/.exec(line);
  if (!match) return [];
  const signedBy = /signed-by=(\S+)/i.exec(match[1] ?? '')?.[1] ?? '';
  return [{ uri: match[2], suites: [match[3]], components: match[4].trim().split(/\s+/), signedBy }];
}

// ---------------------------------------------------------------- PostgreSQL

function findPostgresql() {
  const folders = unpacked('postgresql').map((folder) => join(folder, 'bin'));
  for (const bin of IGNORE_SYSTEM ? folders : [...systemPostgresql(), ...folders]) {
    if (!POSTGRESQL_PROGRAMS.every((name) => fs.existsSync(join(bin, name)))) continue;
    const version = versionOf(join(bin, 'postgres'), '--version');
    if (version) return { bin, version };
  }
  return undefined;
}

function* systemPostgresql() {
  const base = '/usr/lib/postgresql';
  yield* newestFirst(list(base)).map((major) => join(base, major, 'bin'));
  const asked = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  if (asked.status === 0) yield asked.stdout.trim();
}

/** Unpacks the distribution's server, client and the libraries they lack. Nothing is installed, so no cluster is made. */
function fetchPostgresql(work, lock) {
  const reasons = [];
  const supplies = hasApt() ? [() => machineSupply(work, lock, 'postgresql'), () => freshSupply(work, lock)] : [];
  for (const open of supplies) {
    const supply = open();
    const server = dependencies(supply, ['postgresql']).find((name) => /^postgresql-\d+$/.test(name));
    const problem = server
      ? unpackPostgresql(supply, server, work)
      : `no package postgresql${supply.problem ? ` (${supply.problem})` : ''}`;
    if (!problem)
      return {
        version: candidateOf(supply, server),
        why: `no PostgreSQL server was found; ${server} of ${supply.name}`,
      };
    reasons.push(problem);
  }
  throw new SetupError(
    `a PostgreSQL server with its own pg_dump and psql is needed and cannot be unpacked (${reasons.join('; ') || 'no apt on this machine'}).\n` +
      'Install one, put its pg_config on PATH and run this again; on Debian or Ubuntu:\n  sudo apt-get install postgresql',
  );
}

function unpackPostgresql(supply, server, work) {
  const packages = [server, server.replace('postgresql-', 'postgresql-client-')];
  const problem = unpack(supply, [...packages, ...missingLibraries(supply, packages)], work);
  if (problem) return problem;
  const home = join(work.root, 'usr/lib/postgresql', server.replace('postgresql-', ''));
  // Just-in-time compilation would need 100 MB of LLVM; without the provider's file the server goes without it.
  for (const name of ['llvmjit.so', 'bitcode']) fs.rmSync(join(home, 'lib', name), { recursive: true, force: true });
  writeWrappers(work.root, join(home, 'bin'));
  const broken = POSTGRESQL_PROGRAMS.find((name) => !versionOf(join(work.root, 'bin', name), '--version'));
  return broken && `${broken} does not run`;
}

/** One script a program in ROOT/bin that lets it find the unpacked libraries; wherever the folder is moved to. */
function writeWrappers(root, programs) {
  const folders = ['usr/lib', 'lib'].flatMap((lib) =>
    list(join(root, lib))
      .filter((name) => /-linux-gnu/.test(name))
      .map((name) => `$root/${lib}/${name}`),
  );
  fs.mkdirSync(join(root, 'bin'));
  for (const name of list(programs)) {
    const program = `$root/${programs.slice(root.length + 1)}/${name}`;
    const library = folders.length === 0 ? '' : `export LD_LIBRARY_PATH="${folders.join(':')}"\n`;
    fs.writeFileSync(join(root, 'bin', name), `#!/bin/sh\nroot=\${0%/*}/..\n${library}exec "${program}" "$@"\n`, {
      mode: 0o755,
    });
  }
}

/** The library packages that these need, directly or through each other, and that the machine does not have. */
function missingLibraries(supply, packages) {
  // The C library and its kin belong to the machine's loader; LLVM is left out on purpose; Perl's are for maintainer scripts.
  const isWanted = (name) =>
    name.startsWith('lib') && !/^lib(c6|gcc-s1|stdc\+\+6|crypt1|llvm.*|perl.*|.*-perl)$/.test(name);
  const seen = new Set(packages);
  for (let wave = packages; wave.length > 0;) {
    wave = [...new Set(dependencies(supply, wave))].filter((name) => isWanted(name) && !seen.has(name));
    for (const name of wave) seen.add(name);
  }
  const libraries = [...seen].filter((name) => !packages.includes(name));
  if (IGNORE_SYSTEM || libraries.length === 0) return libraries;
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...libraries], {
    encoding: 'utf8',
  });
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return libraries.filter((name) => !installed.has(name));
}

// ---------------------------------------------------------------- packages of the distribution, unpacked privately

/** A browser has more libraries than can be unpacked beside it: the distribution installs it, for the tests of pages alone. */
function ensureChromium() {
  if (fs.existsSync(CHROMIUM)) return;
  if (!hasApt() || process.getuid() !== 0)
    throw new SetupError(`The tests of pages need a browser: install it with "sudo apt-get install chromium".`);
  say('installing chromium, which the tests of pages need');
  const options = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-color-emoji']]) {
    const done = spawnSync('apt-get', ['-qq', ...args], options);
    if (done.status !== 0) throw new SetupError(`apt-get ${args[0]} failed: ${lastError(done)}`);
  }
  if (!fs.existsSync(CHROMIUM)) throw new SetupError(`apt-get installed no ${CHROMIUM}.`);
}

function hasApt() {
  return ['apt-get', 'apt-cache', 'apt-config', 'dpkg', 'dpkg-query'].every(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
}

/** The machine's own sources by the lists it has, or by lists fetched for us where it has none that know the package. */
function machineSupply(work, lock, wanted) {
  const supply = openSupply({ name: 'this distribution', work, lock, lists: '/var/lib/apt/lists' });
  return !IGNORE_SYSTEM && candidateOf(supply, wanted) ? supply : freshSupply(work, lock);
}

function freshSupply(work, lock) {
  return openSupply({ name: 'this distribution', work, lock });
}

/**
 * An apt of our own: private state and cache, the machine's way of fetching (proxies, certificates, log-ins), and either
 * the machine's sources or the given ones. Signatures are required. Without `lists`, new ones are fetched.
 */
function openSupply({ name, work, lock, sources, lists }) {
  const dir = fs.mkdtempSync(join(work.folder, 'apt-'));
  fs.chmodSync(dir, 0o755);
  for (const sub of ['none', 'sources', 'lists/partial', 'cache/archives/partial'])
    fs.mkdirSync(join(dir, sub), { recursive: true });
  if (sources) fs.writeFileSync(join(dir, 'sources', 'holdfast.sources'), sources);
  fs.writeFileSync(join(dir, 'status'), '');
  const config = join(dir, 'apt.conf');
  fs.writeFileSync(config, aptConfiguration({ dir, ownSources: Boolean(sources), lists }), { mode: 0o600 });
  const env = { ...process.env, APT_CONFIG: config, LC_ALL: 'C' };
  const apt = (command, ...args) =>
    spawnSync(command, args, {
      env,
      cwd: dir,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'pipe', lock],
    });
  const supply = { name, dir, apt, problem: undefined };
  if (!lists) supply.problem = lastError(apt('apt-get', 'update'));
  return supply;
}

function aptConfiguration({ dir, ownSources, lists }) {
  const fetching = spawnSync('apt-config', ['dump'], { encoding: 'utf8' }).stdout.split('\n');
  const settings = [
    ['Dir::State', dir],
    ['Dir::State::status', join(dir, 'status')],
    ['Dir::State::lists', lists ?? join(dir, 'lists')],
    ['Dir::Cache', join(dir, 'cache')],
    ['Dir::Etc::main', '/dev/null'],
    ['Dir::Etc::parts', join(dir, 'none')],
    ...(ownSources
      ? [
          ['Dir::Etc::sourcelist', '/dev/null'],
          ['Dir::Etc::sourceparts', join(dir, 'sources')],
        ]
      : []),
    ...(ownSources
      ? [
          ['Dir::Etc::preferences', '/dev/null'],
          ['Dir::Etc::preferencesparts', join(dir, 'none')],
        ]
      : []),
    ['Acquire::Languages', 'none'],
    ['Acquire::Retries', '2'],
    ['Acquire::AllowInsecureRepositories', 'false'],
    ['Acquire::AllowWeakRepositories', 'false'],
    ['Acquire::AllowDowngradeToInsecureRepositories', 'false'],
    ['APT::Get::AllowUnauthenticated', 'false'],
  ].map(([key, value]) => `${key} "${value}";`);
  return [...fetching.filter((line) => /^Acquire::(?!Languages)/.test(line)), ...settings, ''].join('\n');
}

function candidateOf({ apt }, name) {
  return /^\s*Candidate: (?:\d+:)?(\d\S*)/m.exec(apt('apt-cache', 'policy', name).stdout ?? '')?.[1];
}

function dependencies({ apt }, names) {
  return [
    ...apt('apt-cache', 'depends', '--important', ...names).stdout.matchAll(/^[ |]+(?:Pre)?Depends: (\S+)$/gm),
  ].map((match) => match[1]);
}

/** Downloads packages and unpacks them into work.root, and nothing else is there. Returns what went wrong, if anything. */
function unpack({ apt, dir }, packages, work) {
  fs.rmSync(work.root, { recursive: true, force: true });
  fs.mkdirSync(work.root);
  fs.chmodSync(work.root, 0o755);
  const downloaded = apt('apt-get', 'download', ...packages);
  if (downloaded.status !== 0) return lastError(downloaded) ?? 'apt-get download failed';
  for (const name of list(dir).filter((entry) => entry.endsWith('.deb'))) {
    const extracted = apt('dpkg', '-x', join(dir, name), work.root);
    if (extracted.status !== 0) return lastError(extracted) ?? `dpkg could not unpack ${name}`;
  }
  return undefined;
}

function lastError({ status, stderr, error }) {
  if (error) return error.message;
  const lines = (stderr ?? '').split('\n').filter((line) => /^(E|W): /.test(line));
  const said = lines.find((line) => /Failed to fetch|not signed/.test(line)) ?? lines.at(-1);
  return said ?? (status === 0 ? undefined : `exit ${status}`);
}

// ---------------------------------------------------------------- the cache of programs

/** Folders of a program unpacked before, the newest first; whole, because each was renamed into place. */
function unpacked(name) {
  return newestFirst(list(CACHE).filter((entry) => entry.startsWith(`${name}-`))).map((entry) => join(CACHE, entry));
}

function installTool(name, lock) {
  const already = TOOLS[name].find();
  if (already) return already;
  // The lock is held by whatever a killed setup left running, so these belong to nobody.
  for (const entry of list(CACHE).filter((item) => item.startsWith('.work-')))
    fs.rmSync(join(CACHE, entry), { recursive: true, force: true });
  const folder = fs.mkdtempSync(join(CACHE, '.work-'));
  const work = { folder, root: join(folder, 'root') };
  fs.chmodSync(folder, 0o755);
  try {
    say(`fetching ${name} …`);
    const { version, why } = TOOLS[name].fetch(work, lock);
    const home = join(CACHE, `${name}-${version}`);
    fs.rmSync(home, { recursive: true, force: true });
    fs.renameSync(work.root, home);
    say(`unpacked ${name} ${version} to ${home} (${why})`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
  const found = TOOLS[name].find();
  if (!found) throw new SetupError(`${name} was unpacked to ${CACHE} and does not run there.`);
  return found;
}

/**
 * Runs the work while no other setup works on the folder. The kernel's lock goes with the last process that holds the
 * descriptor, and children are given it, so neither a crash nor an orphaned npm leaves the folder to two writers.
 */
function withLock(folder, work) {
  fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  const lock = fs.openSync(folder, 'r');
  const flock = (...args) => spawnSync('flock', [...args, '3'], { stdio: ['ignore', 2, 2, lock] });
  let taken = flock('--exclusive', '--nonblock');
  if (taken.error)
    throw new SetupError('flock (package util-linux) is needed to install without disturbing another setup.');
  if (taken.status !== 0) {
    say(`waiting for another setup that works on ${folder}`);
    taken = flock('--exclusive');
  }
  if (taken.status !== 0) throw new SetupError(`cannot lock ${folder}`);
  try {
    return work(lock);
  } finally {
    fs.closeSync(lock);
  }
}

function record(found) {
  const text = `${JSON.stringify({ ...readJson(TOOLS_FILE), ...found }, undefined, 2)}\n`;
  if (readText(TOOLS_FILE) === text) return;
  fs.mkdirSync(dirname(TOOLS_FILE), { recursive: true });
  const draft = `${TOOLS_FILE}.${process.pid}`;
  fs.writeFileSync(draft, text);
  fs.renameSync(draft, TOOLS_FILE);
}

// ---------------------------------------------------------------- small things

/** As root not below /root: PostgreSQL refuses to run as root, and no other user can read its programs there. */
function cacheFolder() {
  if (process.env.HOLDFAST_CACHE) return resolve(process.env.HOLDFAST_CACHE);
  if (process.getuid?.() === 0) return '/var/cache/holdfast';
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'holdfast');
}

function pathFolders() {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.filter(Boolean).map((folder) => resolve(folder));
}

function versionOf(program, question) {
  if (!fs.existsSync(program)) return undefined;
  const { status, stdout } = spawnSync(program, [question], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return status === 0 ? /\d+(\.\d+)+/.exec(stdout)?.[0] : undefined;
}

function isAtLeast(version, minimum) {
  return compareVersions(version, minimum) >= 0;
}

function compareVersions(a, b) {
  const [left, right] = [a, b].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  const at = left.findIndex((part, index) => part !== (right[index] ?? 0));
  return at === -1 ? 0 : left[at] - (right[at] ?? 0);
}

function newestFirst(names) {
  return names.toSorted((a, b) => compareVersions(b, a));
}

function list(folder) {
  return readOr([], () => fs.readdirSync(folder).toSorted());
}

function readText(file) {
  return readOr('', () => fs.readFileSync(file, 'utf8'));
}

function readJson(file) {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function readOr(absent, read) {
  try {
    return read();
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return absent;
    throw error;
  }
}

function say(line) {
  process.stderr.write(`setup: ${line}\n`);
}
