/** Photos and files of the work that wait on this device. Pure; the bytes lie in the store. */

export interface Photo {
  id: string;
  job: number;
  by: number | null;
  name: string;
  kind: string;
  size: number;
  caption: string;
  /** The point it shows; "" for the whole worksheet. */
  section: string;
  row: number | null;
  taken_at: string;
  /** `fresh`: its caption is being written; it is safe here and not sent yet. */
  state: 'fresh' | 'waiting' | 'refused';
  why: string;
}

export const LONGEST_SIDE = 2000;
/** What the server takes (12 MB); a larger photo is made smaller here first. */
export const LARGEST_FILE = 12 * 1024 * 1024;

/** The size of a picture that fits: its sides in proportion, none longer than `most`. */
export function fitted(width: number, height: number, most = LONGEST_SIDE): { width: number; height: number } {
  const scale = Math.min(1, most / Math.max(width, height, 1));
  const side = (length: number): number => Math.max(1, Math.round(length * scale));
  return { width: side(width), height: side(height) };
}

/** "IMG_0021.HEIC" made a JPEG is "IMG_0021.jpg". */
export function jpegName(name: string): string {
  const stem = name.replace(/\.[^.]*$/u, '').slice(0, 150) || 'photo';
  return `${stem}.jpg`;
}

/** Bytes as people read them: "840 kB", "3.1 MB". */
export function sizeWords(bytes: number, mark: string): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1).replace('.', mark)} MB`;
}
