// Builds the dashboard into the folder that is given. Several builds may run at once: they share node_modules, so one goes after the other.
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const output = resolve(process.argv[2] ?? join(here, 'dist'));
const modules = join(here, 'node_modules');
const installed = join(modules, '.installed');
const lock = join(here, '.build-lock');
const me = `${process.pid}-${randomUUID()}`;
const compressible = /\.(html|js|css|svg)$/;

// The one failure that the app's build can do without the dashboard for: it has an exit code of its own.
class PackagesUnavailable extends Error {}
const packagesUnavailable = 3;

// Waits while another build lives. The lock is a folder that holds one file, named after its holder, and arrives with it by one rename.
// Of a holder that died the file is removed by its name, and the folder only while it is empty: no step can hit the lock of another build.
async function acquire() {
    while (!tryAcquire()) {
        clear((holder) => !lives(holder));
        await new Promise((done) => setTimeout(done, 200));
    }
}

function tryAcquire() {
    const mine = `${lock}-${me}`;
    mkdirSync(mine);
    writeFileSync(join(mine, me), '');
    try {
        renameSync(mine, lock);
        return true;
    } catch (error) {
        rmSync(mine, { recursive: true });
        rethrowUnless(error, 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES');
        return false;
    }
}

function clear(isOver) {
    try {
        for (const holder of readdirSync(lock).filter(isOver)) {
            rmSync(join(lock, holder), { force: true });
        }

        rmdirSync(lock);
    } catch (error) {
        rethrowUnless(error, 'ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EACCES');
    }
}

// expected: what the systems answer when another build was faster
function rethrowUnless(error, ...expected) {
    if (!expected.includes(error.code)) {
        throw error;
    }
}

function lives(holder) {
    const pid = parseInt(holder, 10);
    try {
        // an earlier process can have had this one's number
        return pid !== process.pid && process.kill(pid, 0);
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
    clear((holder) => holder === me);
}
