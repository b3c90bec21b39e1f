/** A photo made small enough to send: at most 2000 px, as JPEG. Other files go as they are. */

import { fitted, jpegName, LONGEST_SIDE } from '../core/photos';

export interface Ready {
  content: Blob;
  name: string;
  kind: string;
}

const QUALITY = 0.86;
/** A small JPEG or PNG is kept byte for byte. */
const SMALL = 400_000;

export async function prepared(file: File): Promise<Ready> {
  const asIs = { content: file, name: file.name || 'file', kind: file.type };
  if (!file.type.startsWith('image/')) return asIs;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' });
    const kept = file.size <= SMALL && Math.max(picture.width, picture.height) <= LONGEST_SIDE;
    const content = kept ? null : await drawn(picture);
    picture.close();
    return content ? { content, name: jpegName(file.name), kind: content.type } : asIs;
  } catch {
    // A picture this browser cannot read (HEIC on some) is for the server to take or refuse.
    return asIs;
  }
}

async function drawn(picture: ImageBitmap): Promise<Blob | null> {
  const { width, height } = fitted(picture.width, picture.height);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return null;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
}
