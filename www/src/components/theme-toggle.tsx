import { theme, toggleTheme } from "../theme";
import { Icon } from "./icons";

export function ThemeToggle() {
  const other = theme.value === "dark" ? "light" : "dark";
  return (
    <button type="button" class="icon-button" onClick={toggleTheme} aria-label={`Switch to ${other} theme`} title={`Switch to ${other} theme`}>
      <Icon name={other === "dark" ? "moon" : "sun"} />
    </button>
  );
}
