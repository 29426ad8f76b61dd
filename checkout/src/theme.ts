import { createTheme } from '@mantine/core';

export const theme = createTheme({
  primaryColor: 'florin',
  primaryShade: { light: 8, dark: 8 },
  colors: {
    florin: [
      '#e9f7f1',
      '#d3ebe1',
      '#a6d8c3',
      '#75c4a3',
      '#4fb488',
      '#37aa77',
      '#28a56d',
      '#178f5c',
      '#0a7f50',
      '#006e43',
    ],
  },
  // Latin fonts first on every system, because the Latin letters and apostrophes of Chinese fonts are wide.
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", Ubuntu, Cantarell, "Liberation Sans", "DejaVu Sans", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei", sans-serif',
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
});
