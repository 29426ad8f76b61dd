import { useMemo } from 'react';
import { encode } from 'uqr';

/** The empty modules around the code. Scanners do not find it without them. */
const QUIET = 4;

/** A QR code. It is dark on light even in dark mode, because not every scanner reads inverted codes. */
export function QrCode({ code, label }: { code: string; label: string }) {
  const { size, path } = useMemo(() => drawn(code), [code]);
  return (
    <svg
      className="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#0b1210" />
    </svg>
  );
}

/** The dark runs of each row, as one path. */
function drawn(code: string): { size: number; path: string } {
  const { size, data } = encode(code, { ecc: 'M', border: QUIET });
  const runs = data.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      return [`M${x} ${y}h${end - x}v1H${x}z`];
    }),
  );
  return { size, path: runs.join('') };
}
