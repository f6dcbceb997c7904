interface Props<Value extends string | number> {
  /** For screen readers: what is chosen. */
  label: string;
  name: string;
  options: readonly (readonly [value: Value, label: string])[];
  value: Value;
  wide?: boolean;
  onChange: (value: Value) => void;
}

/** One of a few, all of them in sight. */
export function Segments<Value extends string | number>({ label, name, options, value, wide = false, onChange }: Props<Value>) {
  return (
    <fieldset class={`segments ${wide ? "wide" : ""}`}>
      <legend class="visually-hidden">{label}</legend>
      {options.map(([one, text]) => (
        <label key={one} class="segment">
          <input type="radio" name={name} value={one} checked={one === value} onChange={() => onChange(one)} />
          <span>{text}</span>
        </label>
      ))}
    </fieldset>
  );
}
