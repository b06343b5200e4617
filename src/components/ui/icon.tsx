import type { ReactNode } from 'react';

/** Line icons: one stroke, 16 px grid. State icons below are solid, because they must read at 8 px. */
const LINES = {
  overview: <path d="M2.5 3.5h11M2.5 8h11M2.5 12.5h6" />,
  exceptions: <path d="M8 2.5 14 13H2zM8 6.5v3M8 11.2v.1" />,
  replays: <path d="M3 8a5 5 0 1 0 1.6-3.7L3 5.7M3 2.7v3h3" />,
  approvals: <path d="M3 3h10v10H3zM5.5 8l2 2 3.5-4" />,
  search: <path d="M11.2 7a4.2 4.2 0 1 1-8.4 0 4.2 4.2 0 0 1 8.4 0M10.2 10.2l3.3 3.3" />,
  artifacts: <path d="M4 2h5.5L12.5 5v9H4zM9.3 2.2V5.2h3" />,
  recon: <path d="M3 6h10M3 10h10M10 3.5 13 6M6 12.5 3 10" />,
  flows: (
    <path d="M4 5.7v4.6M5.7 4c3 0 4 1 4.8 2.8M5.7 4A1.7 1.7 0 1 1 2.3 4a1.7 1.7 0 0 1 3.4 0M5.7 12a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0M13.7 8a1.7 1.7 0 1 1-3.4 0 1.7 1.7 0 0 1 3.4 0" />
  ),
  connections: <path d="M6 2.5V5M10 2.5V5M4 5h8v3a4 4 0 0 1-8 0zM8 12v2" />,
  master: (
    <path d="M13 4c0 1-2.2 1.8-5 1.8S3 5 3 4s2.2-1.8 5-1.8S13 3 13 4M3 4v8c0 1 2.2 1.8 5 1.8s5-.8 5-1.8V4M3 8c0 1 2.2 1.8 5 1.8S13 9 13 8" />
  ),
  audit: <path d="M8 2 13 4v4c0 3-2 5-5 6-3-1-5-3-5-6V4zM6 8l1.5 1.5L10.3 6.5" />,
  access: <path d="M8.3 10.5a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0M7.6 8.4 13 3M11 5l1.7 1.7" />,
  alerts: <path d="M4 11V7a4 4 0 0 1 8 0v4l1 1.3H3zM6.8 14h2.4" />,
  cash: (
    <path d="M3 4h10a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1H3a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1M9.8 8a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0" />
  ),
  refunds: <path d="M6 3 3 6l3 3M3.2 6h6.3a3.5 3.5 0 0 1 0 7H6.5" />,
  match: <path d="M3 6.2h10M3 9.8h10" />,
  chev: <path d="m4.5 6.5 3.5 3.5 3.5-3.5" />,
  left: <path d="M9.5 4.5 6 8l3.5 3.5" />,
  right: <path d="m6.5 4.5 3.5 3.5-3.5 3.5" />,
  clock: <path d="M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0M8 5v3.2l2 1.3" />,
  lock: <path d="M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2" />,
  check: <path strokeWidth="1.8" d="m3.5 8.5 3 3 6-7" />,
  upload: <path d="M8 10.5V3M5 5.8 8 3l3 2.8M3 10.5V13h10v-2.5" />,
  user: <path d="M10.6 5.2a2.6 2.6 0 1 1-5.2 0 2.6 2.6 0 0 1 5.2 0M3 13.5c.4-2.6 2.4-4 5-4s4.6 1.4 5 4" />,
} as const satisfies Record<string, ReactNode>;

const SOLID = {
  posted: <circle cx="8" cy="8" r="5.5" fill="currentColor" />,
  inflight: (
    <>
      <circle cx="8" cy="8" r="5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 3a5 5 0 0 0 0 10z" fill="currentColor" />
    </>
  ),
  unknown: (
    <>
      <path
        d="M5 5.6A3 3 0 1 1 9.2 8.4C8.3 8.9 8 9.3 8 10.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="2"
        strokeLinecap="round"
      />
      <circle cx="8" cy="13.3" r="1.25" fill="currentColor" />
    </>
  ),
  exception: <path d="M8 2.2 14.4 13.4H1.6z" fill="currentColor" stroke="currentColor" strokeLinejoin="round" />,
  held: <path d="M3.6 3h3v10h-3zM9.4 3h3v10h-3z" fill="currentColor" />,
  duplicate: (
    <>
      <path
        d="M5.5 5.5V3.2A.7.7 0 0 1 6.2 2.5h6.6a.7.7 0 0 1 .7.7v6.6a.7.7 0 0 1-.7.7h-2.3"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
      />
      <rect x="2.5" y="5.5" width="8" height="8" rx=".7" fill="currentColor" />
    </>
  ),
  rejected: <path d="m4 4 8 8M12 4l-8 8" fill="none" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />,
  open: <circle cx="8" cy="8" r="4.8" fill="none" stroke="currentColor" strokeWidth="1.4" />,
  theme: (
    <>
      <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="1.4" />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof LINES | keyof typeof SOLID;
const LINE_ENTRIES = Object.entries(LINES) as [IconName, ReactNode][];
const SOLID_ENTRIES = Object.entries(SOLID) as [IconName, ReactNode][];

/** Every drawing once per page; icons refer to it, so a list of 200 rows carries 200 references and no paths. */
export function IconSprite() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <defs>
        {LINE_ENTRIES.map(([name, drawing]) => (
          <symbol key={name} id={`i-${name}`} viewBox="0 0 16 16">
            <g fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round">
              {drawing}
            </g>
          </symbol>
        ))}
        {SOLID_ENTRIES.map(([name, drawing]) => (
          <symbol key={name} id={`i-${name}`} viewBox="0 0 16 16">
            {drawing}
          </symbol>
        ))}
      </defs>
    </svg>
  );
}

/** Decoration only: the word stands beside it, always. `state` colours it as that state. */
export function Icon({ name, size = 16, state }: { name: IconName; size?: number; state?: string }) {
  return (
    <svg width={size} height={size} aria-hidden="true" className={state ? `ic ${state}` : undefined}>
      <use href={`#i-${name}`} />
    </svg>
  );
}
