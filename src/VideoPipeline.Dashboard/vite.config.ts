import { defineConfig } from 'vite';

export default defineConfig({
    // the content security policy allows neither data: addresses nor inline scripts
    build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, emptyOutDir: true, reportCompressedSize: false },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    // `npm run dev` shows the app of `scripts/run.sh serve`
    server: { proxy: { '/api': 'http://localhost:51082', '/health': 'http://localhost:51082' } },
});
