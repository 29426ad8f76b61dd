import { html } from 'ghtml';
import { encode } from 'uqr';

/** The empty modules around the code. Cameras do not find it without them. */
const QUIET = 4;

/** A QR code as SVG. It is dark on light also in the dark, because not every camera reads inverted codes. */
export function qrCode(text: string, label: string): string {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET });
  const runs = data.flatMap((row, y) =>
    row.flatMap((dark, x) => {
      if (!dark || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      return [`M${x} ${y}h${end - x}v1H${x}z`];
    }),
  );
  return html`<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${runs.join('')}" fill="#0b1210"/></svg>`;
}
