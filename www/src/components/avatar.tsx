import { initials } from "../format";
import { Icon } from "./icons";

const hues = 6;

/** The same person always gets the same colour. */
const hueOf = (key: string) => [...key].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 9973, 7) % hues;

export function Avatar({ name, seed }: { name?: string; seed: string }) {
  const letters = name && initials(name);
  return (
    <span class={`avatar ${letters ? `hue-${hueOf(seed)}` : ""}`} aria-hidden="true">
      {letters || <Icon name="calls" size={16} />}
    </span>
  );
}
