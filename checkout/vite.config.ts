import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The page is served under /checkout by the platform; its assets' names change with their contents. */
export default defineConfig({
  base: '/checkout/',
  plugins: [react()],
  build: {
    target: 'es2022',
    // The page's policy lets nothing in that is not a file of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ },
            { name: 'mantine', test: /node_modules[\\/](@mantine|@floating-ui)[\\/]/ },
          ],
        },
      },
    },
  },
});
