import assert from "node:assert/strict";
import { hashesIn } from "../../../../adapters/targets/ssh/remote-hash.ts";
import {
  addressWords,
  howToSee,
  readAddress,
  readHostKeys,
  refolded,
  secretForm,
} from "../../../../adapters/targets/ssh/ssh-address.ts";

const key43 = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg";

const good: [string, string][] = [
  ["ssh://deploy@web.example/srv/app", "ssh://deploy@web.example/srv/app"],
  [" ssh://deploy@WEB.example:22/srv/app/ ", "ssh://deploy@web.example/srv/app"],
  ["ssh://deploy@web.example:2222/srv/my%20app", "ssh://deploy@web.example:2222/srv/my app"],
  ["SSH://d%40corp@[2001:db8::1]:2222/srv/app", "ssh://d@corp@[2001:db8::1]:2222/srv/app"],
];

const bad: [string, RegExp][] = [
  ["/srv/app", /form ssh:\/\/user@host\/path/],
  ["https://web.example/srv/app", /form ssh/],
  ["ssh://web.example/srv/app", /names no user/],
  ["ssh://deploy:secret@web.example/srv/app", /password stands in it/],
  ["ssh://deploy@web.example", /no folder below/],
  ["ssh://deploy@web.example/", /no folder below/],
  ["ssh://deploy@web.example:0/srv", /port/],
  ["ssh://deploy@web.example:70000/srv", /port/],
  ["ssh://deploy@web.example/srv/../etc", /leaves its root/],
  ["ssh://deploy@web.example/srv%2f..%2fetc", /leaves its root/],
  ["ssh://deploy@web.example/srv//app", /empty part/],
  ["ssh://deploy@web.example/srv/%00app", /control character/],
  ["ssh://deploy@web.example/srv/%zz", /% in it/],
  ["ssh://deploy@web.example/srv?x=y", /form ssh/],
  ["ssh://deploy@web example/srv", /form ssh/],
];

describe("The address of an ssh target", () => {
  for (const [text, words] of good)
    it(`"${text}" is ${words}`, () => {
      const read = readAddress(text);
      assert.equal("value" in read ? addressWords(read.value) : read.fault, words);
    });

  for (const [text, fault] of bad)
    it(`"${text}" is refused`, () => {
      const read = readAddress(text);
      assert.match("fault" in read ? read.fault : addressWords(read.value), fault);
    });

  it("tells how to see the keys of its server", () => {
    assert.equal(howToSee({ host: "web.example", port: 22 }), "ssh-keyscan web.example | ssh-keygen -lf -");
    assert.match(howToSee({ host: "web.example", port: 2222 }), /-p 2222 web\.example/);
  });
});

describe("The host keys of an ssh target", () => {
  it("are one fingerprint or several", () => {
    assert.deepEqual(readHostKeys(`SHA256:${key43}`), { value: [key43] });
    assert.deepEqual(readHostKeys(` SHA256:${key43}=, SHA256:${key43.toUpperCase()}\n`), {
      value: [key43, key43.toUpperCase()],
    });
  });

  it("are nothing else: not empty, not MD5, not a key, not one good beside one bad", () => {
    for (const text of ["", " ", "MD5:aa:bb", `sha256:${key43}`, "ssh-ed25519 AAAA", `SHA256:${key43} x`])
      assert.equal("fault" in readHostKeys(text), true, text);
  });
});

describe("The secret of an ssh target", () => {
  const pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\nBBBB\n-----END OPENSSH PRIVATE KEY-----\n";

  it("says by its form what it is", () => {
    const forms = [pem, "hunter2", "-----BEGIN", "ssh-ed25519 AAAAC3 me", "ecdsa-sha2-nistp256 AAAA x", " "];
    assert.deepEqual(forms.map(secretForm), [
      "private key",
      "password",
      "password",
      "public key",
      "public key",
      "nothing",
    ]);
  });

  it("gets its lines back where a field of one line took them", () => {
    for (const text of [
      pem,
      pem.trim(),
      pem.replace(/\n/g, "\r\n"),
      pem.replace(/\n/g, " "),
      pem.replace(/\n/g, "\\n"),
    ])
      assert.equal(refolded(text), pem);
  });
});

describe("What sha256sum says", () => {
  const hash = "a".repeat(64);

  it("counts for the paths that were asked for, and for no others", () => {
    const output = `${hash}  /a\n${hash} */b\n${hash}  /c\nx  /d\n\\${hash}  /e\\\\f\nxargs: gone\n`;
    assert.deepEqual(
      [...hashesIn(output, ["/a", "/b", "/d", "/e\\f"])],
      [
        ["/a", hash],
        ["/b", hash],
      ],
    );
  });
});
