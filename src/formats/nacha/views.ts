import { type Addenda, columns, type Entry } from './model';

/**
 * What columns 40-54 and 55-76 of a record 6 mean under each standard entry class: Nacha Operating Rules, Appendix
 * Three. Classes that are absent use the common meaning, identification and receiver name.
 */
type EntryView =
  | { readonly type: 'common'; readonly identification: string; readonly name: string }
  | {
      readonly type: 'corporate';
      readonly identification: string;
      readonly addendaCount: string;
      readonly name: string;
    }
  | { readonly type: 'check'; readonly checkSerial: string; readonly name: string }
  | {
      readonly type: 'purchase';
      readonly checkSerial: string;
      readonly city: string;
      readonly state: string;
      readonly name: string;
    }
  | { readonly type: 'customer'; readonly name: string; readonly identification: string }
  | { readonly type: 'card'; readonly expiry: string; readonly documentReference: string; readonly cardAccount: string }
  | {
      readonly type: 'truncated';
      readonly checkSerial: string;
      readonly processControl: string;
      readonly item: string;
    };

/** Reads the two columns whose meaning depends on the class; `sec` is the class of the entry's batch. */
export function entryView(entry: Entry, sec: string): EntryView {
  const { identification, name } = entry;
  switch (sec) {
    case 'CTX':
    case 'ATX':
    case 'ENR':
    case 'TRX':
      return {
        type: 'corporate',
        identification: identification.trim(),
        addendaCount: columns(name, 1, 4),
        name: columns(name, 5, 20).trim(),
      };
    case 'ARC':
    case 'BOC':
    case 'RCK':
    case 'XCK':
      return { type: 'check', checkSerial: identification.trim(), name: name.trim() };
    case 'POP':
      return {
        type: 'purchase',
        checkSerial: columns(identification, 1, 9).trim(),
        city: columns(identification, 10, 13).trim(),
        state: columns(identification, 14, 15).trim(),
        name: name.trim(),
      };
    case 'CIE':
      return { type: 'customer', name: identification.trim(), identification: name.trim() };
    case 'SHR':
      return {
        type: 'card',
        expiry: columns(identification, 1, 4),
        documentReference: columns(identification, 5, 15).trim(),
        cardAccount: name.trim(),
      };
    case 'TRC':
      return {
        type: 'truncated',
        checkSerial: identification.trim(),
        processControl: columns(name, 1, 6),
        item: columns(name, 7, 22).trim(),
      };
    default:
      return { type: 'common', identification: identification.trim(), name: name.trim() };
  }
}

/** Parties, banks and remittance of an IAT entry, gathered from its addenda 10-18; absent ones are empty. */
type IatView = {
  readonly transactionType: string;
  readonly foreignAmount: string;
  readonly receiver: string;
  readonly originator: string;
  readonly originatorAddress: readonly string[];
  readonly originatorBank: { readonly name: string; readonly id: string; readonly country: string };
  readonly receiverBank: { readonly name: string; readonly id: string; readonly country: string };
  readonly receiverAddress: readonly string[];
  readonly remittance: readonly string[];
  readonly correspondents: readonly { readonly name: string; readonly id: string; readonly country: string }[];
};

const party = (text: string) => ({
  name: columns(text, 1, 35).trim(),
  id: columns(text, 38, 71).trim(),
  country: columns(text, 72, 74).trim(),
});

/** Reads the addenda of an IAT entry: Nacha Operating Rules, Appendix Three, "IAT Addenda Record". */
export function iatView(addenda: readonly Addenda[]): IatView {
  const texts = (type: string): string[] =>
    addenda.flatMap((record) => (record.type === type && record.detail.type === 'other' ? [record.detail.text] : []));
  const first = (type: string): string => texts(type)[0] ?? '';
  const address = (type: string, from: number): string[] =>
    texts(type).flatMap((text) => [columns(text, from, from + 34).trim(), columns(text, from + 35, from + 69).trim()]);
  return {
    transactionType: columns(first('10'), 1, 3),
    foreignAmount: columns(first('10'), 4, 21).trim(),
    receiver: columns(first('10'), 44, 78).trim(),
    originator: columns(first('11'), 1, 35).trim(),
    originatorAddress: [columns(first('11'), 36, 70).trim(), ...address('12', 1)].filter((line) => line !== ''),
    originatorBank: party(first('13')),
    receiverBank: party(first('14')),
    receiverAddress: [columns(first('15'), 16, 50).trim(), ...address('16', 1)].filter((line) => line !== ''),
    remittance: texts('17').map((text) => columns(text, 1, 80).trim()),
    correspondents: texts('18').map(party),
  };
}
