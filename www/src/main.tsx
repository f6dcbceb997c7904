import { render } from "preact";
import { App } from "./app";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/sign-in.css";
import "./styles/shell.css";
import "./styles/calls.css";
import "./styles/dialog.css";
import "./styles/form.css";
import "./styles/rows.css";
import "./styles/trunks.css";
import "./styles/agents.css";
import "./styles/providers.css";
import "./styles/wallboard.css";

render(<App />, document.getElementById("app")!);
