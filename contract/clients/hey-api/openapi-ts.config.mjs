export default {
  input: 'openapi.json',
  output: { path: 'florin', module: { extension: '.js' } },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
};
