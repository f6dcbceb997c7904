import { useContext, useEffect, useState } from "preact/hooks";
import { isPbxError } from "softphone-admin/errors";
import { Waiting } from "../components/activity-pill";
import { Dialog } from "../components/dialog";
import { Icon } from "../components/icons";
import { Segments } from "../components/segments";
import { SystemContext } from "../components/system";
import { FormProblems } from "../form/dialog";
import { count } from "../format";
import type { Problem } from "../problem";
import { writeFile, type Format } from "./file";
import type { ProviderSession } from "./session";

/** Long enough for any browser to have begun. */
const downloadMs = 60_000;

/** Gives a file with all providers. */
export function ExportProviders({ session: { client, host, list }, onClose }: { session: ProviderSession; onClose: () => void }) {
  const { activity, problemOf } = useContext(SystemContext)!;
  const [format, setFormat] = useState<Format>("json");
  const [secrets, setSecrets] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState<AbortController>();
  useEffect(() => () => busy?.abort(), [busy]);

  const submit = async () => {
    if (busy) return;
    const attempt = new AbortController();
    setProblem(undefined);
    setBusy(attempt);
    try {
      const document = await client.exportAll({ includeSecrets: secrets, signal: attempt.signal });
      save(await writeFile(document, format), `providers-${host.replace(/\W+/g, "-")}-${new Date().toISOString().slice(0, 10)}.${format}`);
      const { length } = document.providers;
      list.notice.value = `${count(length)} ${length === 1 ? "provider was" : "providers were"} exported, ${secrets ? "with" : "without"} passwords.`;
      onClose();
    } catch (error) {
      setBusy(undefined);
      if (!isPbxError(error) || error.kind !== "aborted") setProblem(problemOf(error));
    }
  };
  return (
    <Dialog
      title="Export providers"
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class={`button ${secrets ? "danger" : "primary"}`} aria-disabled={Boolean(busy)}>
            {busy && <span class="spinner" aria-hidden="true" />} {secrets ? "Export with passwords" : "Export"}
          </button>
        </>
      }
    >
      <div class="form-body">
        <FormProblems problem={problem} rest={[]} />
        <p>Each provider is read whole, and goes into one file that can be imported again.</p>
        <Segments label="Format" name="format" options={[["json", "JSON, everything"], ["csv", "CSV, for spreadsheets"]]} value={format} wide onChange={setFormat} />
        {client.dialect === "v22" ? (
          <p class="form-about">This PBX shows nobody its passwords: the file has none.</p>
        ) : (
          <div class="form-grid form-flags">
            <div class="field field-flag is-wide">
              <label>
                <input type="checkbox" name="secrets" checked={secrets} aria-describedby="secrets-note" onChange={(event) => setSecrets(event.currentTarget.checked)} />
                <span>Include the passwords</span>
              </label>
              <p class="field-note" id="secrets-note">
                Without them, providers that register can be changed from the file, but not made.
              </p>
            </div>
          </div>
        )}
        <div role="status">
          {secrets && (
            <div class="bar bar-problem">
              <Icon name="warning" />
              <p>
                <strong>The file will have every SIP password in clear text.</strong> Whoever gets it can call at your expense. Keep it encrypted, and
                delete it once it has served.
              </p>
            </div>
          )}
        </div>
        {busy && <Waiting activity={activity} />}
      </div>
    </Dialog>
  );
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), downloadMs);
}
