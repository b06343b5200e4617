// Goal: the columns whose meaning depends on the entry class come out under their right names.
// Method: one record per class, built by columns.
import { describe, expect, it } from 'vitest';
import { FindingCollector } from '../shared/finding-collector';
import type { Entry, NachaRecord } from './model';
import { readNacha } from './reader';
import { entryView, iatView } from './views';

const header = (sec: string): string =>
  `${`5200${'EXAMPLE'.padEnd(46)}${sec}TESTING         260105   102100002`.padEnd(87)}0000001`;

async function entryOf(
  sec: string,
  identification: string,
  name: string,
  addenda: readonly string[] = [],
): Promise<Entry> {
  const record = `622121000248${'SYNTH-1'.padEnd(17)}0000000100${identification.padEnd(15)}${name.padEnd(22)}`;
  const text = [header(sec), `${record}  0021000020000001`, ...addenda].join('\n');
  const all: NachaRecord[] = [];
  for await (const batch of readNacha([Buffer.from(text)], new FindingCollector())) all.push(...batch);
  return all.find((item): item is Entry => item.kind === 'entry')!;
}

describe('entryView', () => {
  it.each([
    ['CCD', 'NPI1', 'EXAMPLE CLINIC', { type: 'common', identification: 'NPI1', name: 'EXAMPLE CLINIC' }],
    [
      'CTX',
      'ID1',
      '0002EXAMPLE CLINIC',
      { type: 'corporate', identification: 'ID1', addendaCount: '0002', name: 'EXAMPLE CLINIC' },
    ],
    ['ARC', '000123', 'EXAMPLE', { type: 'check', checkSerial: '000123', name: 'EXAMPLE' }],
    ['POP', '000123   CITYST', 'X', { type: 'purchase', checkSerial: '000123', city: 'CITY', state: 'ST', name: 'X' }],
    ['CIE', 'EXAMPLE', 'ID1', { type: 'customer', name: 'EXAMPLE', identification: 'ID1' }],
    ['SHR', '0129DOC', 'CARD1', { type: 'card', expiry: '0129', documentReference: 'DOC', cardAccount: 'CARD1' }],
    ['TRC', '77', 'CTL001ITEM', { type: 'truncated', checkSerial: '77', processControl: 'CTL001', item: 'ITEM' }],
  ])('%s', async (sec, identification, name, expected) => {
    expect(entryView(await entryOf(sec, identification, name), sec)).toEqual(expected);
  });
});

describe('iatView', () => {
  it('gathers parties and banks from the addenda', async () => {
    const bank = (type: string, name: string, id: string, country: string): string =>
      `${`7${type}${name.padEnd(35)}01${id.padEnd(34)}${country.padEnd(13)}`.padEnd(87)}0000001`;
    const entry = await entryOf('IAT', '', '', [
      `${`710BUS000000000000100000${'REF'.padEnd(22)}${'EXAMPLE RECEIVER'.padEnd(35)}`.padEnd(87)}0000001`,
      `${`711${'EXAMPLE PAYER'.padEnd(35)}${'1 EXAMPLE STREET'.padEnd(35)}`.padEnd(87)}0000001`,
      bank('13', 'FIRST BANK', '121042882', 'US'),
      bank('14', 'SECOND BANK', '231380104', 'CA'),
    ]);
    expect(iatView(entry.addenda)).toMatchObject({
      transactionType: 'BUS',
      foreignAmount: '000000000000100000',
      receiver: 'EXAMPLE RECEIVER',
      originator: 'EXAMPLE PAYER',
      originatorAddress: ['1 EXAMPLE STREET'],
      originatorBank: { name: 'FIRST BANK', id: '121042882', country: 'US' },
      receiverBank: { name: 'SECOND BANK', id: '231380104', country: 'CA' },
    });
  });
});
