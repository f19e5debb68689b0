/** The logo of the program. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden className={className}>
      <rect width="32" height="32" rx="8" fill="var(--accent-solid)" />
      <g fill="none" stroke="white" strokeWidth="2.6" strokeLinecap="round">
        <path d="M5 21h22" />
        <path d="M8 21c0-10 16-10 16 0" />
        <path d="M16 13.6V21" />
      </g>
    </svg>
  );
}
