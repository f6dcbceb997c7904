// The last file: it brings a second entry of the package into the page.
import { expect, init, isPbxError, it, PbxError, rejected, Result } from "./support.mjs";

describe("two entries in one page", () => {
  const options = { pbxURL: "x", username: "1000", secret: "s" };

  it("give the same PbxError", async () => {
    const root = await import("softphone-admin");
    expect(root.PbxError).to.equal(PbxError);
    expect(root.isPbxError).to.equal(isPbxError);
  });

  it("make errors of the Result that each exports", async () => {
    const root = await import("softphone-admin");
    const [one, other] = [await rejected(init(options)), await rejected(root.init(options))];
    expect([one instanceof PbxError, other instanceof PbxError]).to.deep.equal([true, true]);
    expect([one instanceof Result, other instanceof root.Result]).to.deep.equal([true, true]);
  });
});
