import { parseXml, type XmlElement } from '../xml.ts';
import type { BranchCoverage, LineCoverage, ReportedCoverage } from './coverage.ts';

/** Cobertura's XML, which coverage.py, PHPUnit and others write. Its file names begin at one of its sources: which, is known where it has one. */
export function coberturaFiles(text: string): Iterable<ReportedCoverage> | undefined {
  const root = parseXml(text);
  if (root?.name !== 'coverage') return undefined;
  const sources = inside(root, 'source').map((element) => element.text.trim());
  const source = sources.length === 1 ? sources[0] : undefined;
  return inside(root, 'class').map((element) => fileOf(element, source));
}

/** All elements of a name, however deep. */
function inside(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => (child.name === name ? [child] : inside(child, name)));
}

/** Lines stand in the class, and again in each of its methods. */
function fileOf(element: XmlElement, source: string | undefined): ReportedCoverage {
  const { filename = '' } = element.attributes;
  const lines = element.children.filter(({ name }) => name === 'lines').flatMap(({ children }) => children);
  return {
    path: filename.startsWith('/') ? filename : source === undefined ? '' : `${source}/${filename}`,
    lines: lines.map(lineOf),
    branches: lines.flatMap(branchesOf),
  };
}

function lineOf({ attributes }: XmlElement): LineCoverage {
  return { line: Number(attributes['number']), hits: Number(attributes['hits']) };
}

const mostWays = 20;

/**
 * `condition-coverage="50% (1/2)"` says how many ways there are and how many were taken, not which. Of very many, a part stands for
 * all.
 */
function branchesOf({ attributes }: XmlElement): readonly BranchCoverage[] {
  const [, taken = '0', all = '0'] =
    /\((\d{1,4})\/(\d{1,4})\)/.exec(attributes['condition-coverage'] ?? '') ?? [];
  const ways = Math.min(Number(all), mostWays);
  const ran = Math.floor((Number(taken) * ways) / Number(all));
  return Array.from({ length: ways }, (_, way) => ({
    line: Number(attributes['number']),
    way: String(way),
    hits: way < ran ? 1 : 0,
  }));
}
