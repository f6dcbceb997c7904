"use client";

import { useEffect } from "react";

// The server that renders this page imports the package too.
import { start } from "../src/page.js";

export default function Page() {
  useEffect(() => void start(), []);
  return (
    <>
      <ol id="trunks" />
      <ol id="agents" />
      <ol id="connections" />
      <ol id="calls" />
    </>
  );
}
