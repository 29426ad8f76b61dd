/** Reads the QR code on a page as a phone's camera does: from what is seen. */
import assert from 'node:assert/strict';
import jsqr from 'jsqr';
import type { Page } from 'playwright-core';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: number[];
}

/** The text of the page's QR code. */
export async function scanQrCode(page: Page): Promise<string> {
  const png = await page.getByRole('img', { name: /^QR code/ }).screenshot();
  // The browser knows how to read a PNG; a page of its own, for this one's policy is none of this test.
  const reader = await page.context().newPage();
  const { width, height, pixels } = await reader.evaluate<Picture>(`(async () => {
    const picture = new Image();
    picture.src = 'data:image/png;base64,${png.toString('base64')}';
    await picture.decode();
    const { width, height } = picture;
    const drawing = new OffscreenCanvas(width, height).getContext('2d');
    drawing.drawImage(picture, 0, 0);
    return { width, height, pixels: [...drawing.getImageData(0, 0, width, height).data] };
  })()`);
  await reader.close();
  const found = jsqr.default(new Uint8ClampedArray(pixels), width, height);
  assert.ok(found, 'no code is found in the picture');
  return found.data;
}
