/** The mark: a branch that leaves its trunk. */
export const Logo = ({ size = 24 }: { size?: number }) => (
  <svg aria-hidden="true" width={size} height={size} viewBox="0 0 32 32" fill="none">
    <rect width="32" height="32" rx="8" fill="#C2500F" />
    <path d="M10 8v16M10 19c0-5 12-3 12-9" stroke="#FFF6EE" strokeWidth="2.6" strokeLinecap="round" />
    <circle cx="10" cy="8" r="2.9" fill="#FFF6EE" />
    <circle cx="10" cy="24" r="2.9" fill="#FFF6EE" />
    <circle cx="22" cy="9" r="2.9" fill="#FFF6EE" />
  </svg>
);
