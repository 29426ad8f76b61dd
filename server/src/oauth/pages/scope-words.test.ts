import assert from 'node:assert/strict';
import { it } from 'node:test';
import { appScopes } from '../../identity/index.ts';
import { wordsOfScope } from './scope-words.ts';

it('every scope that an app may have is told to people in words of both languages', () => {
  for (const scope of [...appScopes, 'openid', 'email', 'offline_access'])
    for (const language of ['en', 'zh'] as const)
      assert.notEqual(wordsOfScope(language, scope), scope, `${scope} in ${language}`);
});
