import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { Icon } from "../components/icons";
import { CodecField } from "./codecs";
import type { Form, Value } from "./form";
import { SecretField } from "./secret";
import type { Choice, FieldSpec, Section } from "./spec";

/** What menus offer of the account. */
export interface Picks {
  readonly profiles: readonly Choice[];
  readonly children: readonly Choice[];
}

export const PicksContext = createContext<Picks>({ profiles: [], children: [] });

export function Sections({ form, sections }: { form: Form; sections: readonly Section[] }) {
  return (
    <>
      {sections.map(({ title, fields }) => (
        <fieldset class="form-section" key={title}>
          <legend>{title}</legend>
          <Fields form={form} fields={fields} />
        </fieldset>
      ))}
    </>
  );
}

export function Fields({ form, fields, focusFirst = false }: { form: Form; fields: readonly FieldSpec[]; focusFirst?: boolean }) {
  // Boxes to tick have lines of their own, below what is typed or chosen.
  const flags = fields.filter(({ control }) => control === "flag");
  const others = fields.filter(({ control }) => control !== "flag");
  return (
    <>
      {others.length > 0 && (
        <div class="form-grid">
          {others.map((spec, index) => (
            <FormField key={spec.path} form={form} spec={spec} autoFocus={focusFirst && index === 0} />
          ))}
        </div>
      )}
      {flags.length > 0 && (
        <div class="form-grid form-flags">
          {flags.map((spec) => (
            <FormField key={spec.path} form={form} spec={spec} autoFocus={false} />
          ))}
        </div>
      )}
    </>
  );
}

export const idOf = (path: string) => `f-${path.replaceAll("/", "-")}`;

/** What all controls are given. */
export interface ControlProps {
  id: string;
  name: string;
  value: string;
  autoFocus: boolean;
  invalid: boolean;
  described?: string;
  onChange: (value: Value) => void;
}

function FormField({ form, spec, autoFocus }: { form: Form; spec: FieldSpec; autoFocus: boolean }) {
  const { path, label, note } = spec;
  const id = idOf(path);
  const value = form.values.value.get(path)!;
  const hint = form.hints.value.get(path);
  const warning = hint ? undefined : form.warnings.value.get(path);
  const described = [hint && `${id}-hint`, warning && `${id}-warning`, note && `${id}-note`].filter(Boolean).join(" ") || undefined;
  const changed = form.changed.value.has(path);
  const onChange = (next: Value) => form.set(path, next);
  const classes = ["field", hint && "is-wrong", changed && "is-changed", spec.wide && "is-wide"].filter(Boolean).join(" ");
  const below = (
    <>
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          <Icon name="alert" size={15} />
          {hint}
        </p>
      )}
      {warning && (
        <p class="field-hint is-warning" id={`${id}-warning`}>
          <Icon name="warning" size={15} />
          {warning}
        </p>
      )}
      {note && (
        <p class="field-note" id={`${id}-note`}>
          {note}
        </p>
      )}
    </>
  );

  if (spec.control === "flag") {
    return (
      <div class={`${classes} field-flag`}>
        <label>
          <input
            type="checkbox"
            id={id}
            name={path}
            checked={value === true}
            aria-invalid={hint ? "true" : undefined}
            aria-describedby={described}
            onChange={(event) => onChange(event.currentTarget.checked)}
          />
          <span>{label}</span>
        </label>
        {below}
      </div>
    );
  }
  const props: ControlProps = { id, name: path, value: String(value), autoFocus, invalid: hint !== undefined, described, onChange };
  if (spec.control === "codecs") {
    return (
      <div class={`${classes} is-wide`}>
        <CodecField {...props} label={label} codecs={spec.codecs} />
        {below}
      </div>
    );
  }
  return (
    <div class={classes}>
      <label for={id}>
        {label}
        {spec.required && <span class="field-required"> (required)</span>}
      </label>
      <Control {...props} spec={spec} startedEmpty={form.startedEmpty(path)} />
      {below}
    </div>
  );
}

type PlainSpec = Exclude<FieldSpec, { control: "flag" | "codecs" }>;

function Control({ spec, startedEmpty, ...props }: ControlProps & { spec: PlainSpec; startedEmpty: boolean }) {
  const { id, name, value, autoFocus, invalid, described, onChange } = props;
  const picks = useContext(PicksContext);
  const shared = { id, name, autoFocus, "aria-invalid": invalid ? ("true" as const) : undefined, "aria-describedby": described };
  if (spec.control === "secret") return <SecretField {...props} label={spec.label} />;
  if (spec.control === "choice" || spec.control === "pick") {
    const offered = spec.control === "choice" ? spec.choices : picks[spec.from];
    const known = value === "" || offered.some(([one]) => one === value);
    return (
      <select {...shared} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {(spec.empty !== undefined || startedEmpty) && <option value="">{spec.empty ?? "Not set"}</option>}
        {offered.map(([one, label]) => (
          <option key={one} value={one}>
            {label}
          </option>
        ))}
        {/* The vendor may know values that this page does not. */}
        {!known && <option value={value}>{value}</option>}
      </select>
    );
  }
  const number = spec.control === "number";
  const suggestions = spec.control === "list" ? spec.suggestions : undefined;
  const input = (
    <input
      {...shared}
      list={suggestions && `${id}-list`}
      type="text"
      inputMode={number ? "decimal" : "inputMode" in spec ? spec.inputMode : undefined}
      value={value}
      placeholder={number ? undefined : spec.placeholder}
      required={spec.required}
      autocomplete="off"
      autocapitalize="none"
      spellcheck={false}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
  if (number && spec.unit) {
    return (
      <div class="with-unit">
        {input}
        <span>{spec.unit}</span>
      </div>
    );
  }
  return (
    <>
      {input}
      {suggestions && (
        <datalist id={`${id}-list`}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  );
}
