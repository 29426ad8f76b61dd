/** Reads the QR code on a page from its picture, as a phone's camera does. */
import assert from 'node:assert/strict';
import jsqr from 'jsqr';
import type { Page } from 'playwright-core';

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly pixels: number[];
}

/** Returns the text of the page's QR code. */
export async function scanQrCode(page: Page): Promise<string> {
  const png = await page.getByRole('img', { name: /^QR code/ }).screenshot();
  // The browser decodes the PNG. A new page does it, because the policy of the tested page might not allow that.
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
  assert.ok(found, 'no code was found in the picture');
  return found.data;
}
