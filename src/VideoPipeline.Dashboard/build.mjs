// Builds the dashboard into the folder that is given. Several builds may run at once: they share node_modules, so one goes after the other.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2] ?? join(here, 'dist'));
const modules = join(here, 'node_modules');
const installed = join(modules, '.installed');
const lock = join(here, '.build-lock');
const compressible = /\.(html|js|css|svg)$/;

// The one failure that the app's build can do without the dashboard for: it has an exit code of its own.
class PackagesUnavailable extends Error {}
const packagesUnavailable = 3;

// Waits while another build lives. The lock of one that was killed is taken over.
async function acquire() {
    for (;;) {
        try {
            writeFileSync(lock, String(process.pid), { flag: 'wx' });
            return;
        } catch (error) {
            if (error.code !== 'EEXIST') {
                throw error;
            }
        }

        if (!holderLives()) {
            rmSync(lock, { force: true });
        } else {
            await new Promise((done) => setTimeout(done, 200));
        }
    }
}

function holderLives() {
    try {
        const holder = Number(readFileSync(lock, 'utf8'));
        // the file is empty for a moment after it is made
        if (holder === 0) {
            return Date.now() - statSync(lock).mtimeMs < 5000;
        }

        process.kill(holder, 0);
        return true;
    } catch (error) {
        return error.code === 'EPERM';
    }
}

function install() {
    const wanted = createHash('sha256')
        .update(readFileSync(join(here, 'package-lock.json')))
        .digest('hex');
    if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) {
        return;
    }

    try {
        // npm is a script of the shell on Windows
        execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'], {
            cwd: here,
            stdio: 'inherit',
            shell: process.platform === 'win32',
        });
    } catch (error) {
        throw new PackagesUnavailable('npm could not install what the dashboard is built with.', { cause: error });
    }

    writeFileSync(installed, wanted);
}

function run(script, ...args) {
    execFileSync(process.execPath, [join(modules, script), ...args], { cwd: here, stdio: 'inherit' });
}

// Who serves the files need not compress them each time.
function compress(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
        const path = join(entry.parentPath, entry.name);
        if (entry.isFile() && compressible.test(entry.name)) {
            const content = readFileSync(path);
            writeFileSync(`${path}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }));
            writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
        }
    }
}

await acquire();
try {
    install();
    run('typescript/bin/tsc', '--noEmit');
    mkdirSync(output, { recursive: true });
    run('vite/bin/vite.js', 'build', '--outDir', output, '--logLevel', 'warn');
    compress(output);
} catch (error) {
    if (!(error instanceof PackagesUnavailable)) {
        throw error;
    }

    console.log(error.message);
    process.exitCode = packagesUnavailable;
} finally {
    rmSync(lock, { force: true });
}
