// Builds dist/, which Django serves as static files:
//   dist/bench/    the tablet app from src/main.tsx, the script of the shelf, and manifest.json that maps them
//   dist/vendor/   Inter for all pages, under stable names
// The same input gives the same bytes. `node build.mjs --test` bundles and runs src/**/*.test.ts(x).
// `node build.mjs --previews < bundles.json` says what the tablet shows of worksheets by itself.

import { spawnSync } from 'node:child_process';
import { cp, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const at = (...parts) => path.join(here, ...parts);
const packages = at('node_modules');

const common = {
  absWorkingDir: here,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  logLevel: 'warning',
};

/** The tablet app; returns its manifest. */
async function bundleApp() {
  const result = await build({
    ...common,
    entryPoints: ['src/main.tsx', 'src/shelf.ts'],
    outdir: 'dist/bench',
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    assetNames: '[name]-[hash]',
    loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file' },
    splitting: true,
    minify: true,
    legalComments: 'linked',
    metafile: true,
  });
  const entries = {};
  const files = [];
  for (const [file, output] of Object.entries(result.metafile.outputs)) {
    const name = path.posix.relative('dist/bench', file);
    if (name.endsWith('.LEGAL.txt')) continue;
    files.push(name);
    if (output.entryPoint === 'src/main.tsx') {
      entries['main.js'] = name;
      if (output.cssBundle) entries['main.css'] = path.posix.relative('dist/bench', output.cssBundle);
    }
    if (output.entryPoint === 'src/shelf.ts') entries['shelf.js'] = name;
  }
  // `files` is everything the app can load: what a service worker keeps for work without network.
  return { entries, files: files.sort() };
}

/** Inter's upright variable font for the scripts we print, and the CSS that names them. */
async function copyInter() {
  const from = path.join(packages, '@fontsource-variable', 'inter');
  const to = at('dist', 'vendor', 'inter');
  await mkdir(to, { recursive: true });
  const css = await readFile(path.join(from, 'wght.css'), 'utf8');
  const faces = [];
  // Greek is for units and quantities: Ω, μ, ρ, α.
  for (const script of ['greek', 'vietnamese', 'latin-ext', 'latin']) {
    const file = `inter-${script}-wght-normal.woff2`;
    const face = css.match(/@font-face \{[^}]*\}/gu)?.find((text) => text.includes(`/${file})`));
    if (!face) throw new Error(`Inter has no ${script} face any more`);
    faces.push(face.replace(`./files/${file}`, file));
    await cp(path.join(from, 'files', file), path.join(to, file));
  }
  await writeFile(path.join(to, 'inter.css'), `${faces.join('\n\n')}\n`);
  await cp(path.join(from, 'LICENSE'), path.join(to, 'LICENSE'));
}

async function filesUnder(folder, wanted) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesUnder(full, wanted)));
    else if (wanted.test(entry.name)) found.push(full);
  }
  return found.sort();
}

async function test() {
  const entryPoints = await filesUnder(at('src'), /\.test\.tsx?$/u);
  const outdir = at('.test');
  await rm(outdir, { recursive: true, force: true });
  await build({
    ...common,
    entryPoints,
    outdir,
    platform: 'node',
    outExtension: { '.js': '.mjs' },
    sourcemap: 'inline',
  });
  const files = await filesUnder(outdir, /\.test\.mjs$/u);
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], {
    cwd: here,
    stdio: 'inherit',
  });
  process.exit(run.status ?? 1);
}

async function previews() {
  const outfile = at('.test', 'previews.mjs');
  await build({ ...common, entryPoints: ['src/previews.ts'], outfile, platform: 'node' });
  const run = spawnSync(process.execPath, [outfile], { cwd: here, stdio: 'inherit' });
  process.exit(run.status ?? 1);
}

async function main() {
  await rm(at('dist'), { recursive: true, force: true });
  const manifest = await bundleApp();
  await copyInter();
  // Written last: who finds the manifest finds everything it names.
  await writeFile(at('dist', 'bench', 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

const asked = { '--test': test, '--previews': previews }[process.argv[2]] ?? main;
await asked();
