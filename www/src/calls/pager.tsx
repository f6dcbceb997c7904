import { Icon } from "../components/icons";
import { count } from "../format";
import type { CallList, Rows } from "./list";

const sizes = [20, 50, 100];

export function Pager({ list, result }: { list: CallList; result: Rows }) {
  const { page, size } = result.view;
  const pages = Math.max(1, Math.ceil(result.total / size));
  const first = result.rows.length ? (page - 1) * size + 1 : 0;
  const last = first ? first + result.rows.length - 1 : 0;
  // From the page asked for, so that quick presses add up.
  const go = (step: number) => {
    const to = list.view.value.page + step;
    if (to >= 1 && to <= pages) void list.show({ page: to });
  };
  return (
    <nav class="pager" aria-label="Pages of call records">
      <label class="pager-size">
        Rows per page
        <select value={String(list.view.value.size)} onChange={(event) => void list.show({ size: Number(event.currentTarget.value) })}>
          {sizes.map((value) => (
            <option key={value} value={String(value)}>
              {value}
            </option>
          ))}
        </select>
      </label>
      <p class="pager-range">
        {result.total ? `${count(first)}–${count(last)} of ${count(result.total)}` : "No records"}
      </p>
      <div class="pager-steps">
        <button type="button" class="icon-button framed" aria-label="Previous page" aria-disabled={page <= 1} onClick={() => go(-1)}>
          <Icon name="previous" />
        </button>
        <span class="pager-page" role="status">
          Page {count(page)} of {count(pages)}
        </span>
        <button type="button" class="icon-button framed" aria-label="Next page" aria-disabled={page >= pages} onClick={() => go(1)}>
          <Icon name="next" />
        </button>
      </div>
    </nav>
  );
}
