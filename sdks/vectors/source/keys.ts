/** Keys for the vectors, and for nothing else: everybody knows them. */
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { testKeys, testSharedSecret } from '../../../server/src/signatures/rfc9421/keys.fixture.ts';

const ecP384 = `-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDCtBH07st1mmtGut65j
JzhByfqAqWKl7WRrueqVv3JaT2Z3oj7IkCK32/dBBsBTqeihZANiAASyaM8Xwz2P
N3ltXQz6T8crr2pfBWyRCw2brrEA9uEmuEgKqvd3Q/e42KoH06qGgCwxsNwfcHCC
elx0BVjW8mosusfnRW3vmiPK0zkzkeWsTTA2fYO9bh0mrbGEB3TIBOg=
-----END PRIVATE KEY-----`;

const otherEd25519 = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIG3FPmKk+errg300WeYz7Dl08x7dbdijcAdsycHsC8bh
-----END PRIVATE KEY-----`;

const rsa = `-----BEGIN PRIVATE KEY-----
MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCnQRA5RUrf/sEW
bOLAQrcfFBQEFoOBNjzbtKmLqpMCS7GqfYk9NBEryNKsRGH4cO5QpXerO4TqgAwJ
1DPCfKVRYrT260A64rd0L0Hjn/mxQ4TPF/QAc45H2cyps8CrWqRoNj4I8gXVIvFC
2uz+HIYuqF76M7P4GXvASVqA5wmtSzrIpd+sTWFJ0c1B0i5PGmV/mrzQRfX4EqdV
1jqrWSpTOyRD5/l7BB26LUYnHxY68k+PPrJ5/R91wI540H7aU5wwCUpH6xS0mBnZ
rNvrkm6QZ3WZ6CV5uM8UGO/Wz9s2/5uDSu6WdncO8N5eCK57HdA1Ekc3QmswqlUW
J/xfKHTtAgMBAAECggEAGLlthInRv7sRIBeIjZNPLrDxJImPdxJlfLUAOz1D7hry
cJmOKBYCU86kFgMl2GwZTqKnRhDOXTwAi5Nq810psxY8WiP8orfRFsPFobiMWL/6
agLIdyid59EyiAOif7Iui5k5Imlko1U/BPsH/aiJzWvmXmY2PH7H5GzzjAqbS5qN
6mpdZnaRi0IZOE1/ZTRBHzhLKU7gpJv3Sg0lphN/Scd/m6Z1XjZGUdWon5z96S4g
4VR9lYncjKo8wDnpV5s9yH8mqgovjQR49tLXf6aAh5Y0VOI6DqLTuQxbS5lVOoP6
4J88Z7QuE5cLTaB6eNGhFaTuNKfxZpPiX1qduEH6oQKBgQDjdRlvX/VLmdN9MPRr
mp74Qy6aPrMQftoTMpKnc2qcUUMVmvDBdHiltUi1K1uT4X2xF7WUmcQYY8iPkrp2
sDDLFpAg1l+gTr3qxTHfp7e6VMoKWzsmZoYPk5e3qLVOeH6sxXzxdFa6GnTI34j1
21l4PSEdWx6JErmtvSYsgSn3+wKBgQC8PfqUoulQMh3nXJRqDxMKokcT8KXe0//S
VyZpEMscIzCss2ALTDWFwcZ7tGAB3ocq2Q71chmvl2QxW3Iorez622dtRSEUqB/J
T8gwafVVyiEDynJBpExDu7GDpkP2IPtmRQq85aY+i+uExrI9+vtBlG1cw6rOEs7O
KK1Uwk8qNwKBgGjnjw2RAj8V+TaaJ4ChVYRG5+130XpgJxAHmR/l2VuzFu+WAEgZ
AbPbgmccUiZIL4JH3xVkPc7J5qxhDeLDrB1ekKa0eHIlHu5yeGggoFot1Okl3of9
bQMuHSE1jDle1X21r8Rk1cMLhKVIg5Bw1DjiaK1zYwfxPPXmcP7Bq6uVAoGAeJUH
OEFnTTzdVQBD/fBsFSrAdzB3QFbzD81NyI2+XebY3jgFNRd7TZRETafMvEXMthDW
+Tk+5PEIeGmIpjBLlqIHDcLznuTXf8BAj2rAglT5cxEywYO6asUHwDo4XKjiAbAG
YdyF8pj0pFgXg4aLfoXSzFJ2zozTttHtvla+GV8CgYBUYJ7rBUKHNCd0aD0affJR
k6KKGhLCnNOCH3DNg2dB3eEueh4dQG24gVy2EhK0TVmaiKaMx2L5f8QkrR8tsula
HMblgAMOA3PYULvpkZEc9/yntwOySn/UraVLMcvZCMoirDQqf0PJpnlal7MxFXO5
lYUjZOGQ8fiPV3YT39aAfQ==
-----END PRIVATE KEY-----`;

const jweKey = `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCyn9gQKyskafmS
zTZU4n9omrE9f0aNpeLEUKkmQrUmr9p9gyiEgElhXiM1TOTS5Hl1Hl7Q3LSD6FuE
TwmJn2ceriROfcSGsQEWi/e37CIKjOVsUFxEVq5O3nJhPPrH5oID53Ar9AF2YuK6
MuloB91qljore+zQyL8AHvlyZBXMD5NH5NLxtLyI6nna+C7tIYYBEvmaL3tRML1H
Ev676q6gwS5dz0zayexW+A/EyPw7OqzM6F7j/qpCxshwJKaP4Rm3D5Je4V1xY1+P
go/lFYjROBMRxLF8akOdUWZm4k2RzFzvYLguzaXqEu7GdeszYPS390QSfpxMoZT2
SHTkqqxnAgMBAAECggEACFZjrGWHbvyvVIXVmmK0FbrauQce0O/EROuK6alFcVfV
9/POSVj/k9bkB9HeAGX/sVLIlDEpD9shomxaAp15H7p7IVrHeI38ggPofSI9eIaZ
EtQxalMtcar6ZcWF4xzERtBfsP2Dr/XvpUdJE70CPb5jWrI/HIOyPpwzgn5fchXY
DrFweUYqO1p3IHWZBDZ49dv9nykL6qlHNMQopeZJXn1FeWRbzg7yuxF89hNz+KH3
3QQp5WHA6E9852ICwdJSFcnm1p2xgIy1WmC96y8i3R+ek0PZQOwGrVrakl0FJyAy
6FejYZS7/uOG3fyzmdWsX/t81M1r4Hs8/Cmgn3ujaQKBgQDbvpGNOGuNm0nBQL2P
FbCKgW7MZ9alIwENOrlPfLlWI/qTat8aFf9bu+wHwdCXg9xx1QOZL9AQthwM/RHs
xVXy/ZAb71vNIYslISgU1U0otsQnWASstnTCMpl5r41sAJweRAtYi1/DGL7qTqm9
FMV0bU/iq5E89GgbVkD1MMyNUwKBgQDQGHkVy3nuRzLiCLgzEE7SzHhzkLDJJk2o
rhZy5z4gmlj6TBRVtxZR1rKmjVrOUp0JwurOHFGOlMBjrBJLrCiTQhO0Ui/GL7Dn
PQ2254ZCHxlP/ivDxG3htZMGTmvvh96lj0CkaUG8BKsoE2igZEvQKIVV1DOyXujt
v/JYBoduHQKBgECEoWOfTyTSlUMiaQWbzqu7+PYW/tSZhHOH7GTEL/50rdueo0ab
ctBSSqi0ZTQ3SQA7FMVjXmmprm651wt3nRatECTDkGaYFKygIY6MWg08LDeJBkZX
g8yI4rrxqkotm6jfPZ2Pvlwf5d4RnpCfiqH2fmAFE62b7P0pxAS5gTV1AoGAN68k
z6k4QoO44PVWXQuzHANtA/em5tyiEU4sYajxXgYPY0LyehFZHqMmAR14PBetQAxx
ip/XTyEM7l8AMlGqNeWLokgP0qe2Xdpfjh8cNRtfSaGJEoTAppJQ+nIHvfwMnx7b
PGOSHH7fUgUHjUvpYZVGQLZc8xEkoWIotldg7B0CgYEAsFm/1Q5oIaQaDVMuWfqA
2fVLOFv/sjowh1BJo73CF/1l/frKa1BmHYLsytSK5W+oHv8oGSreYJCs4hys/ZHi
8RObbZlbOHqMlSTuFprhDyNyQOT4Krr4ACENr8s5lMMJWqx+X8EZ7uKB0F+szFoW
sJdhPHANKOK//sNz40h4UUo=
-----END PRIVATE KEY-----`;

/** In each form that libraries read. */
function formsOf(algorithm: string, pem: string) {
  const key = createPrivateKey(pem);
  return {
    algorithm,
    private_pem: key.export({ type: 'pkcs8', format: 'pem' }) as string,
    public_pem: createPublicKey(key).export({ type: 'spki', format: 'pem' }) as string,
    private_jwk: key.export({ format: 'jwk' }),
  };
}

/** By the ids under which requests name them; `florinkey_…` is one of Florin's own. */
export const signatureKeys = {
  sigkey_01h455vb4pex5vsknk084sn001: formsOf('ed25519', testKeys.ed25519.privateKey),
  sigkey_01h455vb4pex5vsknk084sn002: formsOf('ecdsa-p256-sha256', testKeys.eccP256.privateKey),
  sigkey_01h455vb4pex5vsknk084sn003: formsOf('ecdsa-p384-sha384', ecP384),
  sigkey_01h455vb4pex5vsknk084sn004: formsOf('rsa-pss-sha512', rsa),
  sigkey_01h455vb4pex5vsknk084sn005: formsOf('rsa-v1_5-sha256', rsa),
  sigkey_01h455vb4pex5vsknk084sn006: { algorithm: 'hmac-sha256', secret_base64: testSharedSecret },
  florinkey_01h455vb4pex5vsknk084sn007: formsOf('ed25519', otherEd25519),
} as const;
export type SignatureKeyName = keyof typeof signatureKeys;

/** What cards and deliveries are encrypted to. */
export const encryptionKey = formsOf('RSA-OAEP-256', jweKey);
