import { effect, signal } from "@preact/signals";

export type Theme = "light" | "dark";

const key = "softphone-admin.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const chosen = signal(document.documentElement.dataset.theme as Theme | undefined);

/** What is shown: the choice, or else what the system prefers. */
export const theme = signal<Theme>("light");

const follow = () => (theme.value = chosen.value ?? (system.matches ? "dark" : "light"));
system.addEventListener("change", follow);
effect(() => {
  follow();
  if (chosen.value) document.documentElement.dataset.theme = chosen.value;
});

export function toggleTheme(): void {
  chosen.value = theme.value === "dark" ? "light" : "dark";
  try {
    localStorage.setItem(key, chosen.value);
  } catch {
    // Not remembered then.
  }
}
