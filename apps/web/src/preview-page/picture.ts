import { domToPng } from 'modern-screenshot';

/** What is to be seen of the page now, as a PNG in a data URL. Drawn anew from the document: a page can't read its pixels. */
export function picture(): Promise<string> {
  const { backgroundColor } = getComputedStyle(document.body);
  return domToPng(document.documentElement, {
    width: innerWidth,
    height: innerHeight,
    scale: 1,
    backgroundColor: backgroundColor === 'rgba(0, 0, 0, 0)' ? '#ffffff' : backgroundColor,
    style: { transform: `translate(${-scrollX}px, ${-scrollY}px)`, transformOrigin: '0 0' },
    timeout: 10_000,
  });
}
