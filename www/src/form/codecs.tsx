import { Icon } from "../components/icons";
import type { ControlProps } from "./fields";

const parse = (text: string) => text.split(",").map((one) => one.trim()).filter(Boolean);

/** Which codecs, and which first. */
export function CodecField({ id, value, described, label, codecs, onChange }: ControlProps & { label: string; codecs: readonly string[] }) {
  const chosen = parse(value);
  const rows = [...chosen, ...codecs.filter((codec) => !chosen.includes(codec))];
  const change = (next: readonly string[]) => onChange(next.join(", "));
  const toggle = (codec: string) =>
    change(chosen.includes(codec) ? chosen.filter((one) => one !== codec) : [...chosen, codec]);
  const raise = (codec: string) => {
    const index = chosen.indexOf(codec);
    const next = [...chosen];
    next.splice(index - 1, 2, codec, chosen[index - 1]!);
    change(next);
  };
  return (
    <fieldset class="codecs" id={id} aria-describedby={described}>
      <legend>{label}</legend>
      <ol>
        {rows.map((codec) => {
          const index = chosen.indexOf(codec);
          return (
            <li key={codec} class={index < 0 ? "is-off" : undefined}>
              <label>
                <input type="checkbox" checked={index >= 0} onChange={() => toggle(codec)} />
                <span>{codec}</span>
                {index >= 0 && <span class="codec-rank">{index + 1}</span>}
              </label>
              <button
                type="button"
                class="icon-button"
                aria-label={`Move ${codec} up`}
                aria-disabled={index < 1}
                onClick={() => index > 0 && raise(codec)}
              >
                <Icon name="up" size={14} />
              </button>
            </li>
          );
        })}
      </ol>
    </fieldset>
  );
}
