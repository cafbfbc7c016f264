import assert from "node:assert/strict";
import { isAddress, normalAddress, normalPath } from "../../../core/model/address.ts";
import { looksAlike, mostAlike } from "../../../core/model/look-alike.ts";

describe("normalAddress", () => {
  const rows: [string, string | undefined][] = [
    ["https://Contoso-UAT.crm4.dynamics.com/", "https://contoso-uat.crm4.dynamics.com"],
    ["HTTPS://contoso.example:443", "https://contoso.example"],
    ["http://contoso.example:80/a/", "http://contoso.example/a"],
    ["https://contoso.example.:8443/A/b?x=1#y", "https://contoso.example:8443/A/b"],
    [" https://[::1]:8440 ", "https://[::1]:8440"],
    ["https://contoso.example/main.aspx?appid=1", "https://contoso.example/main.aspx"],
    ["contoso.example", undefined],
    ["https://", undefined],
    ["https://a b", undefined],
    ["https://user:password@contoso.example", undefined],
    ["ftp://contoso.example", undefined],
    ["https://contoso.example:x", undefined],
    ["https://$(host)", "https://$(host)"],
  ];
  for (const [text, normal] of rows) {
    it(`gives ${normal ?? "nothing"} for ${text}`, () => {
      assert.equal(normalAddress(text), normal);
      assert.equal(isAddress(text), normal !== undefined);
    });
  }
});

describe("normalPath", () => {
  const rows: [string, string][] = [
    ["/srv/uat/", "/srv/uat"],
    ["/srv//./uat", "/srv/uat"],
    ["/SRV/uat", "/SRV/uat"],
    ["C:\\Deploy\\UAT\\", "c:/deploy/uat"],
    ["\\\\Server\\Share\\", "//server/share"],
    ["/", "/"],
    ["/srv/.hidden", "/srv/.hidden"],
  ];
  for (const [text, normal] of rows)
    it(`gives ${normal} for ${text}`, () => assert.equal(normalPath(text), normal));
});

describe("looksAlike", () => {
  const rows: [string, string, boolean][] = [
    ["TargetURL-UAT", "TargetURI-UAT", true],
    ["TargetSPN-UAT", "TargetSNP-UAT", true],
    ["TargetURL-UAT", "TargetURL-UTA", true],
    ["ClientID", "ClientsID", true],
    ["ClientID", "ClintID", true],
    ["TenantID", "TenatID", true],
    ["Secret", "Secrets", true],
    ["Secret", "Sceret", true],
    ["Secret", "Secret", false],
    ["Secret", "SECRET", false],
    ["Secret", "Sekrets", false],
    ["TargetURL-UAT", "SourceURL-UAT", false],
    ["TargetURL-UAT", "TargetURL-PROD", false],
    ["ClientID", "TenantID", false],
    ["a", "abcdefgh", false],
  ];
  for (const [a, b, alike] of rows) {
    it(`says ${String(alike)} of ${a} and ${b}`, () => {
      assert.equal(looksAlike(a, b), alike);
      assert.equal(looksAlike(b, a), alike);
    });
  }
});

describe("mostAlike", () => {
  it("gives the nearest name, or nothing", () => {
    assert.equal(mostAlike("TargetURL-UAT", ["TargtURI-UAT", "TargetURI-UAT", "Other"]), "TargetURI-UAT");
    assert.equal(mostAlike("TargetURL-UAT", ["Other"]), undefined);
  });
});
