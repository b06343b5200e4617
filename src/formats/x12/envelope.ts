import type { Delimiters } from './delimiters';
import type { FindingLog, FindingRule, Place } from './finding-log';
import { reportStrangeId, X12_FINDINGS } from './findings';
import type { FunctionalGroup, Interchange } from './interchange';
import type { SegmentView } from './segment';
import { GE, GS, IEA, ISA, SE, ST, TA1 } from './segment-ids';

/** Width of an ISA by the standard, terminator included. */
const ISA_WIDTH = 106;
/** Issue texts kept per file; every one of them is a finding as well, and those are counted beyond their own limit. */
const ISSUES_MAX = 10_000;

/** ST as the envelope sees it. `index` is 0-based in the file. */
export type OpenSet = {
  readonly index: number;
  readonly path: string;
  readonly offset: number;
  readonly segmentNumber: number;
  readonly st01: string;
  readonly st02: string;
  readonly st03: string;
  readonly interchange: Interchange;
  readonly group: FunctionalGroup | null;
};

/** Told of every level that opens and closes. `trailer` is the SE, `null` when the set ends without one. */
export interface EnvelopeListener {
  interchangeOpened?(interchange: Interchange): void;
  interchangeClosed?(interchange: Interchange): void;
  setOpened?(set: OpenSet, view: SegmentView): void;
  setClosed?(set: OpenSet, trailer: SegmentView | null): void;
}

type OpenGroup = { readonly group: FunctionalGroup; readonly place: Place; sets: number };
type OpenInterchange = { readonly interchange: Interchange; readonly place: Place; groups: number; looseSets: number };

/**
 * Follows ISA, GS, ST and their trailers (X12.5, X12.6): counts, control numbers, levels that never close. Tells the
 * listener where each transaction set begins and ends, and reports every disagreement both as a finding and as one of
 * the fixed texts of the inspect command.
 */
export class Envelope {
  isa = 0;
  gs = 0;
  st = 0;
  se = 0;
  ge = 0;
  iea = 0;
  readonly issues: string[] = [];
  private readonly log: FindingLog;
  private readonly listener: EnvelopeListener;
  private delimiters: Delimiters | null = null;
  private width = 0;
  private hasComponent: boolean = true;
  private interchanges = 0;
  private open: OpenInterchange | null = null;
  private group: OpenGroup | null = null;
  private set: OpenSet | null = null;
  private hasOutside: boolean = false;

  constructor(log: FindingLog, listener: EnvelopeListener) {
    this.log = log;
    this.listener = listener;
  }

  /** Takes the separators that apply from here on; `width` is 0 when they are assumed. */
  setDelimiters(delimiters: Delimiters, width: number, hasComponent: boolean): void {
    this.delimiters = delimiters;
    this.width = width;
    this.hasComponent = hasComponent;
  }

  /**
   * Reports a segment that stands outside every set, once per interchange: where one segment is lost, the following ones are
   * lost with it. Ids that are none are each named; those in lower case get their own words.
   */
  reportOutside(view: SegmentView): void {
    const path = (this.group ?? this.open)?.place.path;
    const isLowerCase = /^[a-z]/.test(view.element(0));
    if (!isLowerCase && reportStrangeId(this.log, view, path)) return;
    if (this.hasOutside) return;
    this.hasOutside = true;
    this.log.add(isLowerCase ? X12_FINDINGS.lowerCase : X12_FINDINGS.segmentOutside, placeOf(view, path));
  }

  /** True when the segment belongs to the envelope and is dealt with. */
  accept(view: SegmentView): boolean {
    switch (view.id) {
      case ISA:
        this.onIsa(view);
        return true;
      case GS:
        this.onGs(view);
        return true;
      case ST:
        this.onSt(view);
        return true;
      case SE:
        this.onSe(view);
        return true;
      case GE:
        this.onGe(view);
        return true;
      case IEA:
        this.onIea(view);
        return true;
      case TA1:
        return this.set === null;
      default:
        return false;
    }
  }

  /** Closes what is still open at the end of the file. */
  end(): void {
    this.closeInterchange(null);
  }

  private onIsa(view: SegmentView): void {
    this.closeInterchange(null);
    this.isa++;
    this.openInterchange(view, false);
    if (this.width !== ISA_WIDTH) this.log.add(X12_FINDINGS.isaWidth, placeOf(view, `ISA[${this.isa}]`), this.width);
    if (!this.hasComponent) this.log.add(X12_FINDINGS.isaComponent, placeOf(view, `ISA[${this.isa}]`));
    this.checkIsa(view, `ISA[${this.isa}]`);
  }

  private checkIsa(view: SegmentView, path: string): void {
    const { element, component, terminator, repetition } = this.delimiters!;
    if (repetition !== null && repetition === component) {
      this.log.add(X12_FINDINGS.isaSeparators, placeOf(view, `${path}/ISA16`), 'ISA11 and ISA16');
    }
    if (component === terminator || element === terminator) {
      this.log.add(X12_FINDINGS.isaSeparators, placeOf(view, `${path}/ISA16`), 'ISA16 and the segment terminator');
    }
  }

  private openInterchange(view: SegmentView, fragment: boolean): OpenInterchange {
    const text = (index: number) => (fragment ? '' : view.element(index));
    const interchange: Interchange = {
      index: this.interchanges++,
      span: fragment ? { offset: view.offset, length: 0 } : view.whole(),
      segmentNumber: view.number,
      delimiters: this.delimiters!,
      fragment,
      senderQualifier: text(5),
      sender: text(6),
      receiverQualifier: text(7),
      receiver: text(8),
      date: text(9),
      time: text(10),
      version: text(12),
      controlNumber: text(13),
      usage: text(15),
      width: fragment ? 0 : this.width,
    };
    const path = fragment ? undefined : `ISA[${this.isa}]`;
    this.open = { interchange, place: placeOf(view, path), groups: 0, looseSets: 0 };
    this.hasOutside = false;
    if (fragment) this.log.add(X12_FINDINGS.fragment, this.open.place);
    this.listener.interchangeOpened?.(interchange);
    return this.open;
  }

  private onGs(view: SegmentView): void {
    this.closeGroup();
    this.gs++;
    const above = this.open ?? this.openInterchange(view, true);
    const group: FunctionalGroup = {
      index: above.groups++,
      segmentNumber: view.number,
      functionalId: view.element(1),
      sender: view.element(2),
      receiver: view.element(3),
      date: view.element(4),
      time: view.element(5),
      controlNumber: view.element(6),
      version: view.element(8),
    };
    this.group = { group, place: placeOf(view, join(above.place.path, `GS[${above.groups}]`)), sets: 0 };
  }

  private onSt(view: SegmentView): void {
    this.closeSet(null);
    const above = this.open ?? this.openInterchange(view, true);
    const position = this.group === null ? ++above.looseSets : ++this.group.sets;
    this.set = {
      index: this.st++,
      path: join((this.group ?? above).place.path, `ST[${position}]`),
      offset: view.offset,
      segmentNumber: view.number,
      st01: view.element(1),
      st02: view.element(2),
      st03: view.element(3),
      interchange: above.interchange,
      group: this.group?.group ?? null,
    };
    this.listener.setOpened?.(this.set, view);
  }

  private onSe(view: SegmentView): void {
    this.se++;
    const { set } = this;
    if (set === null) {
      this.log.add(X12_FINDINGS.seStray, placeOf(view, this.group?.place.path));
      return;
    }
    const place = placeOf(view, `${set.path}/SE`);
    const actual = view.number - set.segmentNumber + 1;
    this.checkCount(X12_FINDINGS.seCount, 'SE01', view.element(1), actual, place);
    this.checkControl(X12_FINDINGS.seControl, 'ST02/SE02', set.st02, view.element(2), place);
    this.closeSet(view);
  }

  private onGe(view: SegmentView): void {
    this.ge++;
    this.closeSet(null);
    const { group } = this;
    if (group === null) {
      this.log.add(X12_FINDINGS.geStray, placeOf(view, this.open?.place.path));
      return;
    }
    const place = placeOf(view, join(group.place.path, 'GE'));
    this.checkCount(X12_FINDINGS.geCount, 'GE01', view.element(1), group.sets, place);
    this.checkControl(X12_FINDINGS.geControl, 'GS06/GE02', group.group.controlNumber, view.element(2), place);
    this.group = null;
  }

  private onIea(view: SegmentView): void {
    this.iea++;
    this.closeGroup();
    const { open } = this;
    if (open === null || open.interchange.fragment) {
      this.issue('IEA without ISA');
      this.log.add(X12_FINDINGS.ieaStray, placeOf(view));
    } else {
      const place = placeOf(view, join(open.place.path, 'IEA'));
      this.checkCount(X12_FINDINGS.ieaCount, 'IEA01', view.element(1), open.groups, place);
      this.checkControl(X12_FINDINGS.ieaControl, 'ISA13/IEA02', open.interchange.controlNumber, view.element(2), place);
    }
    this.closeInterchange(view);
  }

  private closeSet(trailer: SegmentView | null): void {
    const { set } = this;
    if (set === null) return;
    if (trailer === null) {
      this.issue('ST not closed');
      this.log.add(X12_FINDINGS.stOpen, { offset: set.offset, line: set.segmentNumber, path: set.path });
    }
    this.set = null;
    this.listener.setClosed?.(set, trailer);
  }

  private closeGroup(): void {
    this.closeSet(null);
    if (this.group === null) return;
    this.issue('GS not closed');
    this.log.add(X12_FINDINGS.gsOpen, this.group.place);
    this.group = null;
  }

  private closeInterchange(trailer: SegmentView | null): void {
    this.closeGroup();
    const { open } = this;
    if (open === null) return;
    if (trailer === null && !open.interchange.fragment) {
      this.issue('ISA not closed');
      this.log.add(X12_FINDINGS.isaOpen, open.place);
    }
    this.open = null;
    this.listener.interchangeClosed?.(open.interchange);
  }

  private checkCount(rule: FindingRule, element: string, stated: string, actual: number, place: Place): void {
    if (/^\d+$/.test(stated) && Number.parseInt(stated, 10) === actual) return;
    this.issue(`${element} ${stated} != actual ${actual}`);
    this.log.add(rule, place, stated === '' ? 'no number of' : stated, actual);
  }

  private checkControl(rule: FindingRule, elements: string, header: string, trailer: string, place: Place): void {
    if (header === trailer) return;
    this.issue(`${elements} mismatch ${header}/${trailer}`);
    this.log.add(rule, place, header, trailer);
  }

  private issue(text: string): void {
    if (this.issues.length < ISSUES_MAX) this.issues.push(text);
  }
}

const join = (above: string | undefined, part: string): string => (above === undefined ? part : `${above}/${part}`);

function placeOf(view: SegmentView, path?: string): Place {
  const place = { offset: view.offset, line: view.number };
  return path === undefined ? place : { ...place, path };
}
