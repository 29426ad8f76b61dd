import { modules } from '../../../server/src/modules.ts';

type Reason = 'prefix' | 'length' | 'characters' | 'too_large';

type Valid = readonly [name: string, id: string, prefix: string, uuid: string, timeMs: number | null];
const valid: readonly Valid[] = [
  [
    'a payment',
    'pay_01h455vb4pex5vsknk084sn02q',
    'pay',
    '01890a5d-ac96-774b-bcce-b302099a8057',
    1_688_096_058_518,
  ],
  [
    'the same number under another prefix is another object',
    'ref_01h455vb4pex5vsknk084sn02q',
    'ref',
    '01890a5d-ac96-774b-bcce-b302099a8057',
    1_688_096_058_518,
  ],
  [
    'the first moment that an id can tell of',
    'pay_0000000000e008000000000000',
    'pay',
    '00000000-0000-7000-8000-000000000000',
    0,
  ],
  [
    'the last moment that an id can tell of',
    'pay_7zzzzzzzzzfzzvzzzzzzzzzzzz',
    'pay',
    'ffffffff-ffff-7fff-bfff-ffffffffffff',
    281_474_976_710_655,
  ],
  [
    'a number that is no UUIDv7 tells no time',
    'pay_0123456789abcdefghjkmnpqrs',
    'pay',
    '0110c853-1d09-52d8-d73e-1194e95b5f19',
    null,
  ],
  [
    'an event is numbered by the account, and tells no time',
    'evt_0000000001g7dr6pzf5txx43xw',
    'evt',
    '00000000-0001-81db-835b-ef2ebbd20fbc',
    null,
  ],
  ['zero', 'pay_00000000000000000000000000', 'pay', '00000000-0000-0000-0000-000000000000', null],
  ['the largest', 'pay_7zzzzzzzzzzzzzzzzzzzzzzzzz', 'pay', 'ffffffff-ffff-ffff-ffff-ffffffffffff', null],
];

const SUFFIX = '01h455vb4pex5vsknk084sn02q';
type Invalid = readonly [name: string, id: string, prefix: string, reason: Reason];
const invalid: readonly Invalid[] = [
  ['a refund is no payment', `ref_${SUFFIX}`, 'pay', 'prefix'],
  ['an id without a prefix', SUFFIX, 'pay', 'prefix'],
  ['an id without its underscore', `pay${SUFFIX}`, 'pay', 'prefix'],
  ['a prefix in upper case', `PAY_${SUFFIX}`, 'pay', 'prefix'],
  ['a prefix that only begins like it', `payment_${SUFFIX}`, 'pay', 'prefix'],
  ['white space before', ` pay_${SUFFIX}`, 'pay', 'prefix'],
  ['nothing', '', 'pay', 'prefix'],
  ['a prefix alone', 'pay_', 'pay', 'length'],
  ['25 characters', `pay_${SUFFIX.slice(1)}`, 'pay', 'length'],
  ['27 characters', `pay_${SUFFIX}0`, 'pay', 'length'],
  ['white space behind', `pay_${SUFFIX} `, 'pay', 'length'],
  ['a line break behind', `pay_${SUFFIX}\n`, 'pay', 'length'],
  ['a UUID', 'pay_01890a5d-ac96-774b-bcce-b302099a8057', 'pay', 'length'],
  ['upper case', `pay_${SUFFIX.toUpperCase()}`, 'pay', 'characters'],
  ['the letter u, which is not used', 'pay_01h455vb4pex5vsknk084sn02u', 'pay', 'characters'],
  ['the letter l, which looks like a one', 'pay_0lh455vb4pex5vsknk084sn02q', 'pay', 'characters'],
  ['the letter o, which looks like a zero', 'pay_o1h455vb4pex5vsknk084sn02q', 'pay', 'characters'],
  ['a hyphen', 'pay_01h455vb4p-x5vsknk084sn02q', 'pay', 'characters'],
  ['a digit of another script', 'pay_01h455vb4pex5vsknk084sn0２q', 'pay', 'characters'],
  ['more than 128 bits', 'pay_8zzzzzzzzzzzzzzzzzzzzzzzzz', 'pay', 'too_large'],
];

export function ids() {
  return {
    description:
      'Ids are TypeIDs: a prefix, an underscore, and the 128 bits of a UUID in base 32. `time_ms` is that of a UUIDv7, in milliseconds since 1970; null for other UUIDs.',
    prefixes: modules.flatMap(({ ids: prefixes = [] }) => prefixes).sort(),
    cases: [
      ...valid.map(([name, id, prefix, uuid, time]) => ({
        name,
        id,
        prefix,
        valid: true,
        uuid,
        time_ms: time,
      })),
      ...invalid.map(([name, id, prefix, reason]) => ({ name, id, prefix, valid: false, reason })),
    ],
  };
}
