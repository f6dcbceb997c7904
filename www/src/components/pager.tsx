import { count } from "../format";
import { Icon } from "./icons";

const sizes = [20, 50, 100];

interface Props {
  /** For screen readers: the pages of what. */
  label: string;
  /** Of the rows on screen. */
  page: number;
  size: number;
  shown: number;
  /** Absent when nobody knows how many there are. */
  total?: number;
  /** Those asked for, so that quick presses add up. */
  asked: { page: number; size: number };
  onPage: (page: number) => void;
  onSize: (size: number) => void;
}

export function Pager({ label, page, size, shown, total, asked, onPage, onSize }: Props) {
  const pages = total === undefined ? undefined : Math.max(1, Math.ceil(total / size));
  const first = shown ? (page - 1) * size + 1 : 0;
  const last = first ? first + shown - 1 : 0;
  const hasNext = pages === undefined ? shown === size : page < pages;
  const go = (step: number) => {
    const to = asked.page + step;
    if (to >= 1 && (pages === undefined ? step < 0 || hasNext : to <= pages)) onPage(to);
  };
  return (
    <nav class="pager" aria-label={label}>
      <label class="pager-size">
        Rows per page
        <select value={String(asked.size)} onChange={(event) => onSize(Number(event.currentTarget.value))}>
          {sizes.map((value) => (
            <option key={value} value={String(value)}>
              {value}
            </option>
          ))}
        </select>
      </label>
      <p class="pager-range">
        {shown ? `${count(first)}–${count(last)}${total === undefined ? "" : ` of ${count(total)}`}` : "No records"}
      </p>
      <div class="pager-steps">
        <button type="button" class="icon-button framed" aria-label="Previous page" aria-disabled={page <= 1} onClick={() => go(-1)}>
          <Icon name="previous" />
        </button>
        <span class="pager-page" role="status">
          Page {count(page)}
          {pages !== undefined && ` of ${count(pages)}`}
        </span>
        <button type="button" class="icon-button framed" aria-label="Next page" aria-disabled={!hasNext} onClick={() => go(1)}>
          <Icon name="next" />
        </button>
      </div>
    </nav>
  );
}
