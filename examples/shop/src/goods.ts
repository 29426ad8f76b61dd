/** What the shop sells. Prices are in the minor unit of the shop's currency. */
export interface Good {
  readonly id: string;
  readonly price: number;
  readonly name: { readonly en: string; readonly zh: string };
  readonly text: { readonly en: string; readonly zh: string };
  /** An SVG of 240 by 180, drawn by hand. */
  readonly picture: string;
}

export const CURRENCY = 'USD';

const picture = (ground: string, drawing: string): string =>
  `<svg viewBox="0 0 240 180" aria-hidden="true"><rect width="240" height="180" fill="${ground}"/>${drawing}</svg>`;

export const goods: readonly Good[] = [
  {
    id: 'notebook',
    price: 1800,
    name: { en: 'Dot grid notebook', zh: '点阵笔记本' },
    text: { en: 'Cloth bound, 192 pages that lie flat.', zh: '布面精装，192 页，可完全摊平。' },
    picture: picture(
      '#dce9e2',
      '<ellipse cx="122" cy="156" rx="62" ry="7" fill="#b9cfc3"/><rect x="74" y="28" width="94" height="126" rx="6" fill="#1f5c45"/><rect x="74" y="28" width="14" height="126" rx="5" fill="#17483580"/><rect x="150" y="28" width="6" height="126" fill="#e8b04a"/><rect x="100" y="58" width="40" height="22" rx="3" fill="#dce9e2"/><path d="M107 67h26M107 73h17" stroke="#1f5c45" stroke-width="2" stroke-linecap="round"/>',
    ),
  },
  {
    id: 'pencils',
    price: 950,
    name: { en: 'Cedar pencils, six', zh: '雪松铅笔（六支）' },
    text: { en: 'Soft graphite in incense cedar.', zh: '软质石墨，香柏木笔杆。' },
    picture: picture(
      '#f5e6d3',
      `<ellipse cx="120" cy="158" rx="70" ry="6" fill="#e2cbaf"/>${[
        '#c9503c',
        '#e08a3c',
        '#e8b04a',
        '#3f8f6b',
        '#3a6ea5',
        '#6b4f8a',
      ]
        .map((color, index) => {
          const x = 66 + index * 19;
          return `<path d="M${x} 54h14v96h-14z" fill="${color}"/><path d="M${x} 54l7-22 7 22z" fill="#f0d2a5"/><path d="M${x + 4.6} 39l2.4-7 2.4 7z" fill="#3b332c"/><path d="M${x} 142h14v10h-14z" fill="#d98f8f"/><path d="M${x} 138h14v5h-14z" fill="#b9b4a8"/>`;
        })
        .join('')}`,
    ),
  },
  {
    id: 'mug',
    price: 2400,
    name: { en: 'Speckled mug', zh: '斑点马克杯' },
    text: { en: 'Stoneware, 350 ml, dishwasher safe.', zh: '粗陶，350 毫升，可用洗碗机清洗。' },
    picture: picture(
      '#dde5ef',
      '<ellipse cx="116" cy="154" rx="58" ry="7" fill="#bccadb"/><path d="M158 74c30-4 34 48-4 50" fill="none" stroke="#f7f3ea" stroke-width="11"/><path d="M70 56h92l-6 84c-1 8-8 12-16 12H92c-8 0-15-4-16-12z" fill="#f7f3ea"/><ellipse cx="116" cy="56" rx="46" ry="9" fill="#e4ddcf"/><ellipse cx="116" cy="58" rx="38" ry="6" fill="#6b4a35"/><g fill="#8a7f70"><circle cx="90" cy="84" r="2"/><circle cx="112" cy="100" r="1.6"/><circle cx="138" cy="88" r="2.2"/><circle cx="98" cy="122" r="1.8"/><circle cx="128" cy="130" r="2"/><circle cx="146" cy="112" r="1.5"/><circle cx="84" cy="104" r="1.4"/></g><path d="M100 40c-6-8 6-12 0-20M122 40c-6-8 6-12 0-20" stroke="#fff" stroke-width="4" fill="none" stroke-linecap="round" opacity=".8"/>',
    ),
  },
  {
    id: 'lamp',
    price: 8900,
    name: { en: 'Desk lamp', zh: '台灯' },
    text: { en: 'Warm light, three steps, brass joint.', zh: '暖光三档可调，黄铜关节。' },
    picture: picture(
      '#efe0e0',
      '<path d="M62 92l-22 62h104l-34-62z" fill="#fbeed0" opacity=".9"/><ellipse cx="160" cy="154" rx="40" ry="7" fill="#d6bfbf"/><rect x="134" y="142" width="52" height="10" rx="5" fill="#2f3b40"/><path d="M160 144L140 84l-42-30" fill="none" stroke="#2f3b40" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"/><circle cx="140" cy="84" r="7" fill="#e8b04a"/><path d="M104 38l-54 40 60 22z" fill="#c9503c"/><path d="M50 78l60 22-6 4c-18 4-48-6-58-20z" fill="#a23c2b"/>',
    ),
  },
];

export function findGood(id: string): Good | undefined {
  return goods.find((good) => good.id === id);
}
