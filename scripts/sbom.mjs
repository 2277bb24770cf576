// Writes what ships beside our own code, from the lock files of the programs and the dashboard: sbom.json (CycloneDX) and THIRD-PARTY-NOTICES.md.
// usage: node scripts/sbom.mjs [--check]     --check writes nothing, and ends with exit code 1 when they are out of date
// Licences are read from the restored packages, so restore first.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = process.env.NUGET_PACKAGES ?? join(homedir(), '.nuget', 'packages');

/** The packages of all programs, by name and version. */
function packages() {
  const found = new Map();
  for (const project of readdirSync(join(root, 'src'))) {
    const lock = join(root, 'src', project, 'packages.lock.json');
    if (!existsSync(lock)) continue;
    for (const framework of Object.values(JSON.parse(readFileSync(lock, 'utf8')).dependencies)) {
      for (const [name, entry] of Object.entries(framework)) {
        if (entry.type !== 'Project') found.set(`${name}@${entry.resolved}`, { name, version: entry.resolved, hash: entry.contentHash });
      }
    }
  }
  if (found.size === 0) throw new Error('There are no lock files below src: run `dotnet restore` first.');
  return [...found.values()].sort((a, b) => (`${a.name}@${a.version}`.toLowerCase() < `${b.name}@${b.version}`.toLowerCase() ? -1 : 1));
}

/** Licence, authors and home of a package, by its own description. */
function described({ name, version }) {
  const id = name.toLowerCase();
  const file = join(cache, id, version.toLowerCase(), `${id}.nuspec`);
  if (!existsSync(file)) throw new Error(`${name} ${version} is not restored: run \`dotnet restore\` first.`);
  const text = readFileSync(file, 'utf8');
  const of = (pattern) => text.match(pattern)?.[1].trim().replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>') ?? '';
  return {
    license: of(/<license type="expression">([^<]*)</),
    // that address is NuGet's way to say that the licence lies in the package
    licenseUrl: of(/<licenseUrl>([^<]*)</).replace('https://aka.ms/deprecateLicenseUrl', ''),
    authors: of(/<authors>([^<]*)</),
    home: of(/<projectUrl>([^<]*)</),
  };
}

/** The packages that are in the dashboard's files: those of its lock file that neither its build alone needs nor only its packages' peers. */
function dashboardPackages() {
  const lock = JSON.parse(readFileSync(join(root, 'src', 'VideoPipeline.Dashboard', 'package-lock.json'), 'utf8'));
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path && !entry.dev && !entry.peer && !entry.optional)
    .map(([path, { version, integrity, license }]) => {
      const name = path.slice('node_modules/'.length);
      return {
        name,
        version,
        hash: integrity.replace('sha512-', ''),
        license,
        licenseUrl: '',
        authors: '',
        home: `https://www.npmjs.com/package/${name}`,
        purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
      };
    });
}

function bill(items) {
  const components = items.map(({ name, version, hash, license, licenseUrl, purl = `pkg:nuget/${name}@${version}` }) => ({
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }],
    licenses: license ? [{ expression: license }] : [{ license: licenseUrl ? { name: 'see url', url: licenseUrl } : { name: 'in the package' } }],
  }));
  const metadata = { component: { type: 'application', 'bom-ref': 'videopipeline', name: 'VideoPipeline', licenses: [{ expression: 'MIT' }] } };
  return `${JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, metadata, components }, null, 2)}\n`;
}

function notices(items) {
  const rows = items.map(({ name, version, license, licenseUrl, authors, home }) =>
    `| ${home ? `[${name}](${home})` : name} | ${version} | ${license || (licenseUrl ? `[licence](${licenseUrl})` : 'in the package')} | ${authors.replaceAll('|', '/')} |`);
  return `# Third-party notices

VideoPipeline is under the MIT licence ([LICENSE](LICENSE)). It ships with the packages below, each under its own; \`node scripts/sbom.mjs\` writes this page and \`sbom.json\`.

| Package | Version | Licence | Authors |
|---|---|---|---|
${rows.join('\n')}

The dashboard's fonts, Schibsted Grotesk and Source Serif 4, are under the SIL Open Font License 1.1.

The font Noto Sans SC Bold ships with the app and the exporter, under the SIL Open Font License 1.1: [src/VideoPipeline/Drafts/Fonts/OFL.txt](src/VideoPipeline/Drafts/Fonts/OFL.txt).

Programs that are used but not shipped: ffmpeg (LGPL or GPL, as it was built), espeak-ng (GPL-3.0), Redis, and Azurite (MIT) for trials and tests.
`;
}

const items = [...packages().map((item) => ({ ...item, ...described(item) })), ...dashboardPackages()];
let isOutdated = false;
for (const [name, content] of [['sbom.json', bill(items)], ['THIRD-PARTY-NOTICES.md', notices(items)]]) {
  const file = join(root, name);
  if (process.argv.includes('--check')) {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== content) {
      console.error(`${name} is out of date: run \`node scripts/sbom.mjs\` and commit it.`);
      isOutdated = true;
    }
  } else {
    writeFileSync(file, content);
  }
}
process.exitCode = isOutdated ? 1 : 0;
