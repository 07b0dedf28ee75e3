import type { Page } from 'playwright-core';

/** A node of Chromium's accessibility tree, as far as it is spoken. */
interface Node {
  readonly nodeId: string;
  readonly ignored: boolean;
  readonly role?: { readonly value?: string };
  readonly name?: { readonly value?: string };
  readonly description?: { readonly value?: string };
  readonly value?: { readonly value?: string | number };
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value?: unknown } }[];
  readonly childIds?: readonly string[];
}

/** A part of a line, or a line of its own. */
interface Said {
  readonly text: string;
  readonly isInline: boolean;
}

/** What a screen reader says of a page from top to bottom, a line for each stop: what it is first, then its name, its state and its hint. */
export async function spoken(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as unknown as { nodes: readonly Node[] };
  await session.detach();
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const [root] = nodes;
  const lines = root === undefined ? [] : joined(new Reader(byId).childrenOf(root));
  return `page, ${root?.name?.value ?? ''}\n${lines.join('\n')}\n`;
}

/** Inline parts that follow each other are one line. */
function joined(said: readonly Said[]): readonly string[] {
  const lines: string[] = [];
  let open = '';
  const close = (): void => {
    const text = open.replace(/\s+/g, ' ').trim();
    if (text !== '') lines.push(text);
    open = '';
  };
  for (const { text, isInline } of said) {
    // A link after a link is a stop of its own.
    if (isInline && isLink(text) && isLink(open)) close();
    // Elements beside each other are apart, whatever their styles make of the space between them.
    if (isInline) open = /^[.,;:)]/.test(text) ? `${open.trimEnd()}${text}` : `${open} ${text}`;
    else {
      close();
      lines.push(text);
    }
  }
  close();
  return lines;
}

const isLink = (text: string): boolean => /^\s*link, /.test(text);

const LANDMARKS: Readonly<Record<string, string>> = {
  ...{ banner: 'banner', navigation: 'navigation', main: 'main', contentinfo: 'footer', region: 'region' },
  ...{ form: 'form', search: 'search', group: 'group', dialog: 'dialog', status: 'live' },
};
const CONTROLS: Readonly<Record<string, string>> = {
  ...{ button: 'button', textbox: 'edit', combobox: 'combo box', checkbox: 'check box', radio: 'radio button' },
  ...{ DisclosureTriangle: 'button', DisclosureTriangleGrouped: 'button', Date: 'date edit', image: 'graphic' },
};
const INLINE: readonly string[] = ['strong', 'emphasis', 'time', 'Time', 'code', 'Abbr', 'mark'];

class Reader {
  readonly #nodes: ReadonlyMap<string, Node>;

  constructor(nodes: ReadonlyMap<string, Node>) {
    this.#nodes = nodes;
  }

  childrenOf({ childIds = [] }: Node): readonly Said[] {
    return childIds.flatMap((id) => {
      const child = this.#nodes.get(id);
      return child === undefined ? [] : this.#read(child);
    });
  }

  #read(node: Node): readonly Said[] {
    const role = node.role?.value ?? '';
    const name = (node.name?.value ?? '').replace(/\s+/g, ' ').trim();
    const inner = (): readonly Said[] => this.childrenOf(node);
    const line = (...parts: readonly string[]): Said => ({
      text: parts.filter((part) => part !== '').join(', '),
      isInline: false,
    });
    if (node.ignored) return inner();
    if (role === 'StaticText') return [{ text: node.name?.value ?? '', isInline: true }];
    if (role === 'link')
      return [{ text: ` link, ${name}${stateOf(node) === '' ? '' : `, ${stateOf(node)}`} `, isInline: true }];
    if (INLINE.includes(role)) return joined(inner()).map((text) => ({ text: ` ${text} `, isInline: true }));
    // The label is said as the name of its control.
    if (role === 'LabelText' || role === 'Legend') return inner().filter(({ isInline }) => !isInline);
    if (role === 'heading') return [line(`heading ${propertyOf(node, 'level')}`, name)];
    const control = CONTROLS[role];
    if (control !== undefined) {
      const value = role === 'combobox' || role === 'textbox' ? String(node.value?.value ?? '') : '';
      return [line(control, name === '' ? 'UNNAMED' : name, stateOf(node), value, node.description?.value ?? '')];
    }
    const landmark = LANDMARKS[role];
    if (landmark !== undefined) return [line(landmark, name), ...within(inner())];
    if (role === 'list') return [line('list', name), ...within(inner())];
    if (role === 'listitem')
      return joined(inner().filter(isNoMarker)).map((text, at) => line(at === 0 ? `- ${text}` : `  ${text}`));
    if (role === 'table') return [line('table', name), ...within(inner())];
    if (role === 'row') return [line(joined(inner()).join(' | '))];
    return joined(inner()).map((text) => line(text));
  }
}

const within = (said: readonly Said[]): readonly Said[] =>
  joined(said).map((text) => ({ text: `  ${text}`, isInline: false }));

const isNoMarker = ({ text }: Said): boolean => !/^(•|\d+\.)\s*$/.test(text);

const propertyOf = ({ properties = [] }: Node, name: string): string =>
  String(properties.find((one) => one.name === name)?.value.value ?? '');

/** What a screen reader adds to a name. */
function stateOf(node: Node): string {
  const has = (name: string): boolean => propertyOf(node, name) === 'true';
  const [pressed, checked, expanded] = [
    propertyOf(node, 'pressed'),
    propertyOf(node, 'checked'),
    propertyOf(node, 'expanded'),
  ];
  const role = node.role?.value;
  return [
    pressed === 'true' ? 'pressed' : '',
    checked === 'true' ? 'checked' : checked === 'false' ? 'not checked' : '',
    role === 'combobox' || expanded === '' ? '' : expanded === 'true' ? 'expanded' : 'collapsed',
    has('required') && role !== 'combobox' ? 'required' : '',
    has('disabled') ? 'unavailable' : '',
    propertyOf(node, 'current') === 'page' || has('current')
      ? 'current page'
      : propertyOf(node, 'current') === 'step'
        ? 'current step'
        : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}
