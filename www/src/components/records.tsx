import type { ComponentChildren } from "preact";
import type { Problem } from "../problem";
import { Pager } from "./pager";
import { ProblemBar, ProblemPanel } from "./problem";
import { Skeleton } from "./skeleton";

interface View {
  page: number;
  size: number;
}

/** A list of rows that is read page by page. */
interface List<Result> {
  result: { value: Result | undefined };
  loading: { value: boolean };
  view: { value: View };
  show(change: Partial<View>): unknown;
}

interface Props<Result> {
  /** In the middle of a sentence, in the plural. */
  name: string;
  list: List<Result>;
  problem: Problem | undefined;
  handlers: { onRetry: () => void; onSignIn: () => void };
  /** Rows to keep room for while nothing is there. */
  room: number;
  paged?: boolean;
  empty: ComponentChildren;
  children: (result: Result) => ComponentChildren;
}

/** Rows, or why there are none, and the pager below them. */
export function Records<Result extends { rows: readonly unknown[]; total?: number; view: View }>(props: Props<Result>) {
  const { name, list, problem, handlers, room, paged = true, empty, children } = props;
  const result = list.result.value;
  const loading = list.loading.value;
  return (
    <>
      {problem && result && <ProblemBar problem={problem} {...handlers} />}
      <div class={`records-body ${loading && result ? "is-loading" : ""}`} aria-busy={loading}>
        {loading && <div class="progress" aria-hidden="true" />}
        {result?.rows.length ? (
          children(result)
        ) : result ? (
          empty
        ) : problem ? (
          <div role="alert">
            <ProblemPanel problem={problem} {...handlers} />
          </div>
        ) : (
          <Skeleton rows={room} label={`Loading ${name}`} />
        )}
      </div>
      {result && paged && (
        <Pager
          label={`Pages of ${name}`}
          page={result.view.page}
          size={result.view.size}
          shown={result.rows.length}
          total={result.total}
          asked={list.view.value}
          onPage={(page) => void list.show({ page })}
          onSize={(size) => void list.show({ size })}
        />
      )}
    </>
  );
}
