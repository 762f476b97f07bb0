// Builds the portal's assets: PatternFly's styles purged of what no template uses, our styles, scripts, fonts, icons.
//
//   node build.mjs <output folder> <templates and sources to scan>...
//
// Files are named by their content, so that browsers may keep them for ever; slipway-portal-assets.properties maps plain names to these.
// Nothing is done when no input has changed since the last run.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [output, ...scanned] = process.argv.slice(2);
const modules = join(here, 'node_modules');
const OWN_STYLES_LIMIT = 14 * 1024;

const files = folder => readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
  entry.name === 'node_modules' ? [] : entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]);
const digest = contents => contents.reduce((hash, content) => hash.update(content), createHash('sha256')).digest('hex');
const read = path => readFileSync(path, 'utf8');

const inputs = [...files(here), ...scanned.flatMap(files)].filter(path => /\.(html|java|css|js|mjs|json|svg)$/.test(path)).sort();
const state = digest(inputs.flatMap(path => [path, readFileSync(path)]));
const stamp = join(output, 'slipway-portal-assets.stamp');
if (existsSync(stamp) && read(stamp) === state && existsSync(modules)) process.exit(0);

install();
const { transform, build } = await import('esbuild');
const { PurgeCSS } = await import('purgecss');
const postcss = (await import('postcss')).default;

/** xterm.js writes style attributes and style elements, which our Content-Security-Policy forbids: use the object model and a nonce. */
const strictStyles = {
  name: 'strict-styles',
  setup(bundler) {
    bundler.onLoad({ filter: /xterm\.mjs$/ }, ({ path }) => {
      let attributes = 0, elements = 0;
      const contents = read(path)
        .replace(/(\w+)\.setAttribute\("style",(`[^`]*`)\)/g, (_, element, value) => { attributes++; return `${element}.style.cssText=${value}`; })
        .replace(/([\w.]+)\.createElement\("style"\)/g, (_, owner) => {
          elements++;
          return `Object.assign(${owner}.createElement("style"),{nonce:document.documentElement.dataset.nonce??""})`;
        });
      if (attributes !== 1 || elements < 3) fail('xterm.js writes its styles differently now; adapt strictStyles in build.mjs.');
      return { contents };
    });
  },
};

const assets = join(output, 'META-INF/resources/assets');
rmSync(assets, { recursive: true, force: true });
mkdirSync(assets, { recursive: true });
const names = new Map();

for (const font of ['RedHatText/RedHatTextVF', 'RedHatMono/RedHatMonoVF'])
  emit(font.split('/')[1] + '.woff2', readFileSync(join(modules, '@patternfly/patternfly/assets/fonts', font + '.woff2')));
emit('icons.svg', read(join(here, 'icons/icons.svg')).replace(/>\n</g, '><'));
emit('favicon.svg', read(join(here, 'icons/favicon.svg')));

const sources = scanned.flatMap(files).concat(files(join(here, 'js'))).map(read).join('\n');
const own = (await transform(await purge(read(join(here, 'css/slipway.css'))), { loader: 'css', minify: true })).code
  .replace(/RedHat(Text|Mono)VF\.woff2/g, name => names.get(name));
if (own.length > OWN_STYLES_LIMIT) fail(`css/slipway.css is ${own.length} bytes when built; the limit is ${OWN_STYLES_LIMIT}.`);
emit('portal.css', await patternfly(own) + own);
emit('console.css', (await transform(read(join(modules, '@xterm/xterm/css/xterm.css')), { loader: 'css', minify: true })).code);
await script('theme.js');
await script('portal.js');
await script('vnc.js');
await script('serial.js');
await script('upload.js');

writeFileSync(join(output, 'slipway-portal-assets.properties'), [...names].map(([name, file]) => `${name}=${file}\n`).join(''));
writeFileSync(stamp, state);
for (const [name, file] of names) console.log(name.padEnd(20), String(statSync(join(assets, file)).size).padStart(8));

/** Installs the packages of the lock file unless they are there already. */
function install() {
  const lock = digest([readFileSync(join(here, 'package-lock.json'))]);
  const installed = join(modules, '.installed');
  if (existsSync(installed) && read(installed) === lock) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: here, stdio: 'inherit' });
  if (npm.error) fail('npm was not found; it is needed to build the portal. Install Node.js 20 or newer with npm.');
  if (npm.status !== 0) fail('npm ci failed; see its messages above.');
  writeFileSync(installed, lock);
}

/** Writes an asset under a name that carries its content. */
function emit(name, content) {
  const file = name.replace(/\.[^.]+$/, '') + '.' + digest([content]).slice(0, 10) + extname(name);
  writeFileSync(join(assets, file), content);
  names.set(name, file);
}

/** Styles without the selectors that no template and no script can match. */
async function purge(raw) {
  const [{ css }] = await new PurgeCSS().purge({
    content: [{ raw: sources, extension: 'html' }], css: [{ raw }],
    defaultExtractor: content => content.match(/[\w-]+/g) ?? [], safelist: ['pf-v6-theme-dark', 'html', 'body'],
  });
  return css;
}

/** PatternFly: its base and the components in use, without selectors, themes, fonts and properties that nothing reads. */
async function patternfly(ours) {
  const folder = join(modules, '@patternfly/patternfly');
  const used = new Set([...sources.matchAll(/pf-v6-c-([a-z-]+)/g)].map(match => match[1].split('__')[0]));
  const sheets = ['patternfly-base.css', ...readdirSync(join(folder, 'components'), { withFileTypes: true }).filter(entry => entry.isDirectory()).flatMap(({ name }) =>
    readdirSync(join(folder, 'components', name)).filter(file => file.endsWith('.css') && used.has(file.slice(0, -4)))
      .map(file => `components/${name}/${file}`))];
  const raw = sheets.map(sheet => read(join(folder, sheet)).replace(/@import[^;]+;/g, '')).join('\n');
  const root = postcss.parse(await purge(raw));
  root.walkAtRules('font-face', rule => rule.remove());
  root.walkRules(rule => {
    const kept = rule.selectors.filter(selector => !/theme-(felt|glass|high-contrast|redhat)|dir-rtl|dir=rtl/
      .test(selector.replace(/:not\([^()]*(\([^()]*\))*[^()]*\)/g, '')));
    if (kept.length === 0) rule.remove();
    else if (kept.length < rule.selectors.length) rule.selectors = kept;
  });
  for (let removed = -1; removed !== 0;) {
    removed = 0;
    const reads = new Set();
    const collect = value => { for (const match of value.matchAll(/var\(\s*(--[\w-]+)/g)) reads.add(match[1]); };
    collect(ours);
    root.walkDecls(declaration => collect(declaration.value));
    root.walkDecls(/^--/, declaration => { if (!reads.has(declaration.prop)) { declaration.remove(); removed++; } });
  }
  root.walkRules(rule => { if (!rule.nodes.length) rule.remove(); });
  root.walkAtRules(rule => { if (rule.nodes && !rule.nodes.length) rule.remove(); });
  return (await transform(root.toString(), { loader: 'css', minify: true })).code;
}

/** One bundled, minified script. */
async function script(name) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'js', name)], bundle: true, minify: true, write: false, format: name === 'theme.js' ? 'iife' : 'esm',
    target: 'es2022', legalComments: 'eof', plugins: [strictStyles], logLevel: 'warning',
  });
  emit(name, outputFiles[0].contents);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
