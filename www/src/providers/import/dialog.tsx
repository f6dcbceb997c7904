import { useEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "../../components/dialog";
import { Icon } from "../../components/icons";
import { ProblemBar, ProblemNote } from "../../components/problem";
import { Records } from "../../components/records";
import { useSecondsTo } from "../../components/seconds";
import { Segments } from "../../components/segments";
import { count } from "../../format";
import { ownProblem, type Problem } from "../../problem";
import { FileError, readFile, type ProviderFile } from "../file";
import { providerProblemOf } from "../problem";
import { leave, type ProviderSession } from "../session";
import { DropZone } from "./drop-zone";
import { ImportJob, type Phase } from "./job";
import { RowTable } from "./table";

interface Read {
  readonly name: string;
  readonly file: ProviderFile;
  readonly job: ImportJob;
}

/** Brings providers of a file in: first what it would change, then the change. */
export function ImportProviders({ session: { client, list }, onClose }: { session: ProviderSession; onClose: () => void }) {
  const [read, setRead] = useState<Read>();
  const [problem, setProblem] = useState<Problem>();
  const end = useRef<() => void>(undefined);
  useEffect(() => () => end.current?.(), []);

  const open = async (file: File) => {
    setProblem(undefined);
    try {
      const found = await readFile(file);
      const job = new ImportJob(client, found.rows);
      end.current = () => job.stop();
      setRead({ name: file.name, file: found, job });
      void job.check();
    } catch (error) {
      setProblem(error instanceof FileError ? error.problem : ownProblem(error));
    }
  };
  if (read) return <Report {...read} onClose={onClose} onWritten={() => void list.load()} onOther={() => setRead(undefined)} />;
  return (
    <Dialog
      title="Import providers"
      wide
      onClose={onClose}
      actions={
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
      }
    >
      <div class="form-body">
        <div role="alert" class="form-problems">
          {problem && <ProblemNote problem={problem} />}
        </div>
        <DropZone onFile={(file) => void open(file)} onWrong={(text) => setProblem({ title: "One file at a time", text, action: "none" })} />
        <p class="form-about">
          Providers are found by their names: those that the PBX has are changed where they differ, the others are made. Empty cells leave things
          as they are. Nothing is deleted, and nothing is written before you have seen what would change.
        </p>
      </div>
    </Dialog>
  );
}

function Report({ name, file, job, onClose, onWritten, onOther }: Read & { onClose: () => void; onWritten: () => void; onOther: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const phase = job.phase.value;
  const { only } = job.view.value;
  const { create, update, wrong, failed, unclear } = job.counts.value;
  const left = job.left.value;
  const isBusy = job.isBusy;
  const isWriting = isBusy && phase !== "checking";
  const run = async () => {
    await job.run();
    onWritten();
  };
  const close = () => {
    // What is being written is stopped first, so that one can see how far it came.
    if (isWriting) job.stop();
    else onClose();
  };
  const next: Record<Phase, readonly [label: string, act?: () => void]> = {
    checking: ["Checking …"],
    unchecked: ["Check again", () => void job.check()],
    ready: left ? [`Import ${providers(left)}`, () => void run()] : ["Nothing to import"],
    running: ["Importing …"],
    waiting: ["Waiting …"],
    stopping: ["Stopping …"],
    stopped: [left ? `Resume, ${count(left)} left` : "Done", left ? () => void run() : onClose],
    done: left ? [`Try ${count(left)} again`, () => void run()] : ["Done", onClose],
  };
  const [label, act] = next[phase];
  const bad = wrong + failed + unclear;

  return (
    <Dialog
      title="Import providers"
      wide
      onClose={close}
      actions={
        <>
          <button type="button" class="button" onClick={close}>
            {isWriting ? "Stop" : phase === "done" && !left ? "Close" : "Cancel"}
          </button>
          <button type="button" class="button primary" aria-disabled={!act} onClick={act}>
            {isBusy && <span class="spinner" aria-hidden="true" />} {label}
          </button>
        </>
      }
    >
      <div class="form-body import">
        <div class="import-head">
          <h3 tabIndex={-1} ref={heading}>
            {name}
          </h3>
          {!isBusy && phase !== "done" && phase !== "stopped" && (
            <button type="button" class="text-button" onClick={onOther}>
              Another file
            </button>
          )}
        </div>
        {file.ignored.length > 0 && (
          <p class="bar bar-notice">
            <Icon name="alert" />
            <span>
              Columns that are left out: {file.ignored.join(", ")}
            </span>
          </p>
        )}
        <Progress job={job} />
        <Trouble job={job} />
        <section class="import-rows" aria-labelledby="import-rows">
          <div class="import-filter">
            <h4 id="import-rows">Rows</h4>
            <Segments
              label="Show"
              name="only"
              options={[
                ["all", `All ${count(job.rows.value.length)}`],
                ["changes", `Changes ${count(job.counts.value.created + job.counts.value.updated + create + update)}`],
                ["problems", `Problems ${count(bad)}`],
              ]}
              value={only}
              onChange={(only) => job.show({ only })}
            />
          </div>
          <Records name="rows" list={job} problem={undefined} handlers={{ onRetry: () => {}, onSignIn: leave }} room={4} paged={job.rows.value.length > 20} empty={<p class="part-empty">No such rows.</p>}>
            {({ rows }) => <RowTable rows={rows} />}
          </Records>
        </section>
      </div>
    </Dialog>
  );
}

/** `1 provider`, `2 providers` */
const providers = (value: number) => `${count(value)} ${value === 1 ? "provider" : "providers"}`;

/** How far it is, in words and as a bar. Read out at its ends alone. */
function Progress({ job }: { job: ImportJob }) {
  const { done, total } = job.progress.value;
  const phase = job.phase.value;
  const { create, update, same, created, updated, wrong, failed, unclear } = job.counts.value;
  const list = (...parts: readonly (readonly [number, string])[]) => parts.filter(([value]) => value > 0).map(([value, word]) => `${count(value)} ${word}`).join(", ");
  const outcome = list([created, "created"], [updated, "changed"], [same, "as they are"], [failed, "failed"], [unclear, "cut short"], [create + update, "not begun"], [wrong, "left out"]);
  const words: Record<Phase, string> = {
    checking: "Checking what would change",
    unchecked: "The check was not finished",
    ready: list([create, "to create"], [update, "to change"], [same, "as they are"], [wrong, "wrong, left out"]) || "Nothing in it",
    running: "Importing",
    waiting: "Waiting for the PBX",
    stopping: "Stopping: what is under way comes to its end",
    stopped: `Stopped: ${outcome}`,
    done: `Done: ${outcome}`,
  };
  const isOpen = phase !== "ready" && phase !== "unchecked";
  return (
    <div class="import-progress">
      <p role="status">{words[phase]}</p>
      {isOpen && (
        <p class="import-count" aria-hidden="true">
          {count(done)} of {count(total)}
        </p>
      )}
      {isOpen && <progress max={total || 1} value={total ? done : 1} aria-label={phase === "checking" ? "Checked rows" : "Imported rows"} />}
    </div>
  );
}

function Trouble({ job }: { job: ImportJob }) {
  const until = job.until.value;
  const error = job.error.value;
  if (until !== undefined) return <Pause until={until} />;
  if (error === undefined) return null;
  const problem = providerProblemOf(error, "resume to find out");
  // The button to go on is below.
  return <ProblemBar problem={{ ...problem, action: problem.action === "sign-in" ? "sign-in" : "none" }} onRetry={() => {}} onSignIn={leave} />;
}

function Pause({ until }: { until: number }) {
  const seconds = useSecondsTo(until);
  return (
    <div role="status" class="waiting">
      <p>
        The PBX takes no more requests for now. <span aria-hidden="true">Going on in {seconds} s.</span>
      </p>
    </div>
  );
}
