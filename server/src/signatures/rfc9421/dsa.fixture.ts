/** DSA keys for tests, because making one takes seconds. */
import { createPrivateKey, createPublicKey } from 'node:crypto';

const pairOf = (privateKey: string) => {
  const key = createPrivateKey(privateKey);
  return { privateKey: key, publicKey: createPublicKey(key) };
};

export const dsaPairs = [
  pairOf(`-----BEGIN PRIVATE KEY-----
MIICZQIBADCCAjkGByqGSM44BAEwggIsAoIBAQDSGmOITePWhQvRpKYCwy+R9y4w
RDSazrdU96JkCjaSBv+pfQBVewZKdalNWi4mobna7O6cNu4Yjv7xZsoaQ7rR9woG
XtK+xpCr72mUQBah/x/o5iJC6MKAL4pDUqQG8VaMGEj9FDc+xMYhoWUa0udO6ztP
C3C7d7kpiT9vPAorHeEkTlNzBsiGPS44tChwvcOZNRwfqEHS0Gzym5NtUDZwlcg8
q3n7DZ66eL8+TxYDiCnMZGOCbRurVPOys06A1DdmtcQ/tM/RGX+QlTE8gXNqf0Ae
lzHbTuNXqTcbAdRjjBLxTDvO3KysQE2u2LpU6wSX8bTyH+3qtEwafWLuPNn9AiEA
yR7BRMXDz6qOmqeu+9hRTQuCZCd3f1UoNUlBSWlAw4cCggEAVemEY6864LNECeHN
fko3Bmx7Nxsb5EMIA/5+9pQ1g5Or4CpDBqdf95OqIzajcUvK7qkNOFGQ3S4GNOaM
iYIJ1Gz4fzi+LLevPik0Y5rTJdNY6F+/nihASITBu4IBN34I0Wcpg0hydpB6dDpC
BpsknfIcAuBUb0GqCX0yIDvc7K9EzIbESHQAoSJ6E0c1B2LRVL9bOsaXmEPiO+GP
e4NVoDDbdSZiaLJbTTqI1Z/G8sFZm11OpVjqHSZ9CQFBvWEPRbZwxSNulYEofy5z
GHf70LQXS47mluKLXJEz2qacuvhBwj2xHTs05GytU1QETUqPRmSzVhuMD9d8MOf2
Ay35RAQjAiEAo45zvcuqsF4JUzTbRf5sJqEJmEDFRDw1uH5g6mENhI4=
-----END PRIVATE KEY-----`),
  pairOf(`-----BEGIN PRIVATE KEY-----
MIICZAIBADCCAjkGByqGSM44BAEwggIsAoIBAQDJAN8b5EwipAGWYorPe37DuV2A
xJEAFLud3phOkw/a+D5D/UrXHmGfR5iAXq0JnlbLOrSvuMBm8+4DJiX7xAgvos0Q
OOFUDK4KcnxrKnLM41C73GCksaV/OAged54dF9zVdOr4t4Tr140WQX5h84NSXxmK
uVOJQ235b4yn8kMAq2tAUo/tHTEnOFEk0HUDcW/Z+hHNLkQhRuoLL56O6o/vKDnH
1lSibkbloVMA57ylDg6VMq2zOKCYqPukDyhG9IzsRjKmiz5m74GPP4YrpUlbUqfI
9XwuxFmqLaU/cxDqx4S2KsZkK03fiSTixstF5zLiWphhoPM27MbI3gy16F+FAiEA
0xqKIFia2Fg4P7lyjzSHaWXMSGXpD1HS3rIhaXUf6IUCggEAGblV92NOz4UeKhyU
j7rDS6VnTChfrXnLmKzB11tUo1TquO2eptEhHTVm9pDk9eYjpaefcxAO0MI2n0p1
hZn5E1dfOb4aiJgjlt7D1thwoWXcrS1nW5r5vow8ssR/OyQNB5fhOkc2esEw6k0p
ODMvQ4SrYRnwYJ2CBQYivWUDbOuBopvFKPPH18IA+9aNHDuo17aC2/0y6QyL1p21
tgkQlfm7Cl4DXy0hxH4j61KKnTpBpNcRLAsZLjDWedANQCLARGPYg3TEAIThomfk
kvZlgjNjGRgwinES2e4H8fgWVyXIRNUUTrhnuWTbfdUXnFCqiZHR3JrhR02CbfuT
r0RVNQQiAiA4d0wYY2mgVBXvsuZ94pZaH0tRnl9hm9gL4siEXunqEg==
-----END PRIVATE KEY-----`),
] as const;
