const paths = {
  incoming: ["M17 7 7 17", "M15 17H7V9"],
  outgoing: ["M7 17 17 7", "M9 7h8v8"],
  missed: ["m5 8 7 7 8-8", "M5 14V8h6"],
  sun: ["M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z", "M12 2v2m0 16v2M4.9 4.9l1.4 1.4m11.4 11.4 1.4 1.4M2 12h2m16 0h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4"],
  moon: ["M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z"],
  exit: ["M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8", "M10 12h11m-4-4 4 4-4 4"],
  search: ["M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14Z", "m20 20-4-4"],
  close: ["M6 6l12 12M18 6 6 18"],
  previous: ["m14 6-6 6 6 6"],
  next: ["m10 6 6 6-6 6"],
  up: ["M12 19V5m-6 6 6-6 6 6"],
  down: ["M12 5v14m-6-6 6 6 6-6"],
  both: ["m8 9 4-4 4 4", "m8 15 4 4 4-4"],
  calls: ["M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2Z"],
  warning: ["M12 4 2.8 19.5h18.4L12 4Z", "M12 10v4m0 2.8v.2"],
  refresh: ["M20 11a8 8 0 1 0-.6 4.5", "M20 5v6h-6"],
  alert: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "M12 8v5m0 3v.2"],
  table: ["M4 5h16v14H4Z", "M4 10h16M4 14.5h16M10 10v9"],
  bars: ["M5 20V11m7 9V4m7 16v-6"],
  trunk: ["M5 5v6a4 4 0 0 0 4 4h6a4 4 0 0 1 4 4", "M5 5v14M3 5h4M3 19h4m10 0h4"],
  profile: ["M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z", "M3 12h18M12 3c3 2.6 3.6 6 3.6 9S15 18.4 12 21c-3-2.6-3.6-6-3.6-9S9 5.6 12 3Z"],
  shield: ["M12 3 5 6v5c0 4.5 3 8 7 10 4-2 7-5.5 7-10V6l-7-3Z", "m9 12 2 2 4-4"],
  agents: ["M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z", "M2.5 20a6.5 6.5 0 0 1 13 0", "M16 5.3a3.5 3.5 0 0 1 0 6.4m2 2.6a6.5 6.5 0 0 1 3.5 5.7"],
  plus: ["M12 5v14M5 12h14"],
  trash: ["M5 7h14M10 7V4h4v3", "m7 7 1 13h8l1-13M10 11v5m4-5v5"],
  edit: ["M4 20h4L19 9l-4-4L4 16v4Z", "m13 7 4 4"],
  eye: ["M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Z", "M12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5Z"],
  dice: ["M5 5h14v14H5Z", "M9 9v.2m6-.2v.2M12 12v.2M9 15v.2m6-.2v.2"],
  key: ["M8 11a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z", "m11 12 9-9m-5 5 3 3"],
  server: ["M4 4h16v6H4ZM4 14h16v6H4Z", "M8 7v.2M8 17v.2"],
  check: ["m5 12 5 5 9-10"],
  upload: ["M12 16V5m-5 5 5-5 5 5", "M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4"],
  download: ["M12 4v11m-5-5 5 5 5-5", "M4 15v4a1 1 0 0 0 1 1h14a1 1 0 0 0 1-1v-4"],
  copy: ["M9 9h11v11H9Z", "M5 15H4V4h11v1"],
  bell: ["M6 17v-6a6 6 0 0 1 12 0v6l2 1H4l2-1Z", "M10.5 21h3"],
  board: ["M4 5h7v6H4Zm9 0h7v6h-7ZM4 13h7v6H4Zm9 0h7v6h-7Z"],
  forward: ["M4 18v-2a6 6 0 0 1 6-6h10", "m15 5 5 5-5 5"],
  hangup: ["M3 15v-2c0-1 .5-1.7 1.4-2.2 4.7-2.5 10.5-2.5 15.2 0 .9.5 1.4 1.2 1.4 2.2v2l-5-1v-2.5a15 15 0 0 0-8 0V14l-5 1Z"],
  pause: ["M9 6v12M15 6v12"],
  play: ["M8 5.5v13l10.5-6.5L8 5.5Z"],
  tag: ["M4 4h8l8 8-8 8-8-8V4Z", "M8.5 8.5v.2"],
  empty: ["M4 13l3-8h10l3 8v6H4v-6Z", "M4 13h5l1 2.5h4l1-2.5h5"],
} as const;

export type IconName = keyof typeof paths;

/** Decoration: the text beside it, or the label of its button, says the same. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      class={`icon icon-${name}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.9"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {paths[name].map((d) => (
        <path key={d} d={d} />
      ))}
    </svg>
  );
}

export function Mark({ size = 32 }: { size?: number }) {
  return (
    <svg class="mark" width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false">
      <rect class="mark-ground" width="32" height="32" rx="8" />
      <g stroke-width="3" stroke-linecap="round">
        <path class="mark-hook" d="M9 8v3a12 12 0 0 0 12 12h3" />
        <path class="mark-wave" d="M16 8a8 8 0 0 1 8 8" />
      </g>
    </svg>
  );
}
