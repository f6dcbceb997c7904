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
