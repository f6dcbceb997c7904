interface Props {
  label: string;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}

export function Switch({ label, on, disabled = false, onChange }: Props) {
  return (
    <button
      type="button"
      role="switch"
      class="switch"
      aria-checked={on}
      aria-label={label}
      aria-disabled={disabled}
      onClick={() => !disabled && onChange(!on)}
    >
      <span aria-hidden="true" />
    </button>
  );
}
