import { XMLParser } from 'fast-xml-parser';

/** An element of a document that nobody vouches for. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  processEntities: false,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  cdataPropName: '#cdata',
  maxNestedTags: 50,
});

/**
 * Reads XML; undefined where it is none, has more tags than any report needs, is nested more than fifty deep, or declares anything of
 * its own: entities of entities grow without end, and others would read files.
 */
export function parseXml(text: string): XmlElement | undefined {
  if (/<!(?:ENTITY|ELEMENT|ATTLIST|NOTATION)|<!DOCTYPE[^>]*\[/i.test(text)) return undefined;
  if (hasTooManyTags(text)) return undefined;
  const nodes = parsed(text.replace(/<!DOCTYPE[^>]*>/i, ''));
  return elementsOf(nodes).find(({ name }) => !name.startsWith('?'));
}

const mostTags = 200_000;

function hasTooManyTags(text: string): boolean {
  let at = -1;
  for (let count = 0; count <= mostTags; count += 1) {
    at = text.indexOf('<', at + 1);
    if (at === -1) return false;
  }
  return true;
}

/** The parser throws for whatever it cannot read. */
function parsed(text: string): unknown {
  try {
    return parser.parse(text);
  } catch {
    return undefined;
  }
}

/** Elements as the parser has them: an object with the name as its key, and `:@` for the attributes. */
function elementsOf(nodes: unknown): readonly XmlElement[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.flatMap((node: unknown) => {
    const entries = entriesOf(node);
    const [name, inner] = entries.find(([key]) => !/^(?::@|#)/.test(key)) ?? [];
    if (name === undefined) return [];
    const attributes = entriesOf(entries.find(([key]) => key === ':@')?.[1]);
    return [
      {
        name,
        attributes: Object.fromEntries(attributes.map(([key, value]) => [key, decoded(String(value))])),
        children: elementsOf(inner),
        text: textOf(inner),
      },
    ];
  });
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** What stands between the tags; in a CDATA section nothing stands for anything else. */
function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  const texts = nodes.flatMap((node: unknown) =>
    entriesOf(node).flatMap(([key, value]) => {
      if (key === '#text') return [decoded(String(value))];
      return key === '#cdata' ? [literalOf(value)] : [];
    }),
  );
  return texts.join('');
}

function literalOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  return nodes.flatMap((node: unknown) => entriesOf(node).map(([, value]) => String(value))).join('');
}

const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Of what is longer, nobody reads the end. */
const longestText = 20_000;

/** The five entities that XML has by itself, and characters by number. */
function decoded(text: string): string {
  return text
    .slice(0, longestText)
    .replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi, (whole, decimal, hexadecimal, name) => {
      if (name !== undefined) return entities.get(String(name)) ?? whole;
      const code = decimal === undefined ? Number.parseInt(String(hexadecimal), 16) : Number(decimal);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    });
}
