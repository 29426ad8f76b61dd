import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseWrk } from './load.ts';

const output = `Running 10s test @ http://127.0.0.1:4242
  1 threads and 128 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    14.02ms    4.11ms  61.20ms   80.00%
    Req/Sec     9.10k   612.00    10.40k    70.00%
  Latency Distribution
     50%  913.00us
     75%   15.80ms
     90%   18.70ms
     99%    1.03s 
  91034 requests in 10.02s, 60.21MB read
Requests/sec:   9085.23
Transfer/sec:      6.01MB
`;

describe('what wrk prints', () => {
  it('is read in milliseconds, whatever unit wrk chose', () => {
    assert.deepEqual(parseWrk(output), { done: 91034, perSecond: 9085.23, p50Ms: 0.913, p99Ms: 1030 });
  });

  it('is refused if a request was refused or a connection failed', () => {
    const refused = output.replace('Requests/sec', '  Non-2xx or 3xx responses: 12\nRequests/sec');
    assert.throws(() => parseWrk(refused), /Non-2xx or 3xx responses: 12/);
    const broken = output.replace(
      'Requests/sec',
      '  Socket errors: connect 0, read 3, write 0, timeout 0\nRequests/sec',
    );
    assert.throws(() => parseWrk(broken), /read 3/);
  });

  it('is refused when it says something else', () => {
    assert.throws(() => parseWrk('unable to connect'), /something else/);
  });
});
