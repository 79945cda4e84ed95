import DOMPurify from 'dompurify';

/** Of our own sheet. */
const CLASSES = new Set([
  'mdx',
  'mdx-name',
  'mdx-props',
  'mdx-expression',
  'contains-task-list',
  'task-list-item',
  'sr-only',
]);

const purifier = DOMPurify(window);
purifier.addHook('uponSanitizeAttribute', (_element, attribute) => {
  if (attribute.attrName === 'class') {
    attribute.attrValue = attribute.attrValue
      .split(/\s+/)
      .filter((name) => CLASSES.has(name))
      .join(' ');
    attribute.keepAttr = attribute.attrValue !== '';
  }
  // Others could be taken for ours.
  if (attribute.attrName === 'id') attribute.keepAttr = /^(?:h-|user-content-)/.test(attribute.attrValue);
});

/**
 * The HTML of a body, once more. The server has cleaned it; this page is where a login can be stolen, so it
 * believes nobody: what a fault there let through ends here.
 */
export function cleanHtml(html: string): string {
  return purifier.sanitize(html, {
    USE_PROFILES: { html: true },
    FORBID_ATTR: ['style', 'name', 'tabindex', 'autofocus', 'target', 'accesskey', 'contenteditable'],
    FORBID_TAGS: [
      ...['style', 'form', 'button', 'select', 'textarea', 'dialog'],
      ...['img', 'audio', 'video', 'picture', 'source', 'track'],
    ],
    ADD_ATTR: ['data-thing', 'data-file', 'data-web', 'data-nowhere', 'data-image'],
    ALLOW_DATA_ATTR: false,
  });
}
