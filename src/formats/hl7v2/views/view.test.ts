// Goal: every typed view gives the fields finance works with, and says what is missing. Method: one fixture per message
// type.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Hl7Message } from '../model';
import { readHl7Message } from '../reader';
import { viewAck } from './ack';
import { viewAdt } from './adt';
import { viewBar } from './bar';
import { viewDft } from './dft';
import { viewOrm } from './orm';
import { viewSiu } from './siu';
import { messageTypeOf, viewMessage } from './view';

function message(bytes: Uint8Array): Hl7Message {
  const found = readHl7Message(bytes).message;
  if (found === null) throw new Error('the example is a message');
  return found;
}
const fixture = (name: string): Hl7Message => message(readFileSync(`test/fixtures/hl7v2/${name}.hl7`));

describe('viewAdt', () => {
  it('reads a registration', () => {
    const { view, findings } = viewAdt(fixture('adt-a01'));
    expect(findings).toEqual([]);
    expect(view.header).toMatchObject({
      controlId: 'ADT0001',
      version: '2.5.1',
      messageType: { code: 'ADT', trigger: 'A01' },
    });
    expect(view.patient?.identifiers).toHaveLength(2);
    expect(view.patient).toMatchObject({ account: { id: 'ACCT001' }, path: 'MSG[1]/PID[1]' });
    expect(view.visit).toMatchObject({
      patientClass: 'I',
      totalCharges: { text: '2500.50' },
      dischargedAt: '20261125100000',
    });
    expect(view.visit?.totalAdjustments?.value).toEqual({ unscaled: -1000n, scale: 2 });
    expect(view.insurances[0]).toMatchObject({
      policyNumber: 'POL123',
      additional: { memberNumbers: [{ id: 'M001' }] },
    });
  });

  it('pairs survivors with what they retire', () => {
    const { view } = viewAdt(fixture('adt-a40'));
    expect(
      view.merges.map((pair) => [
        pair.surviving.identifiers[0]?.id,
        pair.retired.flatMap((mrg) => mrg.priorIdentifiers.map((id) => id.id)),
      ]),
    ).toEqual([
      ['KEEP1', ['RETIRE1', 'RETIRE2']],
      ['KEEP2', ['RETIRE3']],
    ]);
  });
});

describe('viewDft', () => {
  it('reads every field of a charge', () => {
    const { view, findings } = viewDft(fixture('dft-p03'));
    expect(findings).toEqual([]);
    expect(view.transactions).toHaveLength(3);
    expect(view.transactions[0]).toMatchObject({
      transactionId: 'TX1',
      batchId: 'B1',
      transactionDate: '20261120',
      postingDate: '20261121',
      transactionType: 'CG',
      transactionCode: { code: 'IMP100' },
      quantity: { text: '1' },
      extendedAmount: { text: '12500.50', value: { unscaled: 1250050n, scale: 2 }, unit: 'USD' },
      unitAmount: { text: '12500.50' },
      department: { code: 'OR' },
      plan: { code: 'PPO' },
      feeSchedule: 'FS1',
      patientType: 'IP',
      diagnoses: [{ code: 'M16.11' }],
      performedBy: [{ id: '1001' }],
      orderedBy: [{ id: '1002' }],
      unitCost: { text: '8100.00' },
      fillerOrder: { id: 'FORD1' },
      procedure: { code: '27130' },
      modifiers: [{ code: 'RT' }, { code: '22' }],
      ndc: { code: '12345678901' },
      paymentReference: { id: 'PREF1' },
      referenceKeys: ['TX0'],
      itemNumber: { code: 'ITEM77' },
      modelNumber: 'MODEL-9',
      procedures: [{ procedure: { code: '27130' } }],
      notes: [{ comments: ['Lot L1'] }],
    });
    expect(view.transactions[1]).toMatchObject({
      transactionType: 'CD',
      extendedAmount: { text: '-500.25' },
      referenceKeys: ['TX1'],
    });
  });

  it('names what a charge lacks', () => {
    const text = 'MSH|^~\\&|A||||||DFT^P03|1|P|2.5\rPID|1\rFT1|1|||20261399||XX||||one|1,000.00\r';
    const { findings } = viewDft(message(Buffer.from(text)));
    expect(findings.map((finding) => [finding.code, finding.path])).toEqual([
      ['HL7_REQUIRED_FIELD', 'MSG[1]/FT1[1]-7'],
      ['HL7_TIME_INVALID', 'MSG[1]/FT1[1]-4'],
      ['HL7_CODE_UNKNOWN', 'MSG[1]/FT1[1]-6'],
      ['HL7_AMOUNT_INVALID', 'MSG[1]/FT1[1]-10'],
      ['HL7_AMOUNT_INVALID', 'MSG[1]/FT1[1]-11'],
    ]);
  });

  it('says when there is no charge at all', () => {
    const { findings } = viewDft(message(Buffer.from('MSH|^~\\&|A||||||DFT^P03|1|P|2.5\rPID|1\r')));
    expect(findings.map((finding) => finding.code)).toEqual(['HL7_SEGMENT_MISSING']);
  });
});

describe('viewSiu', () => {
  it('reads an appointment with its resources in any order', () => {
    const { view, findings } = viewSiu(fixture('siu-s12'));
    expect(findings).toEqual([]);
    expect(view.appointment).toMatchObject({ fillerAppointmentId: { id: 'F100' }, fillerStatus: { code: 'Booked' } });
    expect(view.startAt).toBe('20261120073000-0800');
    expect(view.notes[0]?.comments).toEqual(['Right hip. Tray A & B']);
    expect(view.resourceGroups).toHaveLength(2);
    expect(view.resourceGroups[0]).toMatchObject({
      services: [{ service: { code: '27130' } }],
      locations: [{ locations: [{ pointOfCare: 'OR1' }] }],
      personnel: [{ role: { code: 'SURGEON' } }],
      generalResources: [{ resource: { code: 'TRAY7' } }],
    });
  });

  it('takes resources without a group', () => {
    const text = 'MSH|^~\\&|A||||||SIU^S14|1|P|2.3\rSCH||F1\rAIP|1||9^X\rAIS|1||C1\r';
    const { view } = viewSiu(message(Buffer.from(text)));
    expect(view.resourceGroups).toMatchObject([{ group: null, services: [{}], personnel: [{}] }]);
  });
});

describe('hostile messages', () => {
  it('with endless repetitions are cut, said so, and read in linear time', () => {
    const text = `MSH|^~\\&|A||||||DFT^P03|1|P|2.5\rPID|1||${'A~'.repeat(500_000)}\rFT1|1|||2026||CG|C\r`;
    const { view, findings } = viewDft(message(Buffer.from(text)));
    expect(view.patient?.identifiers).toHaveLength(10_000);
    expect(findings.map((finding) => finding.code)).toEqual(['HL7_REPETITIONS_MANY']);
  });
});

describe('the other views', () => {
  it('read an account in custom delimiters', () => {
    const { view, findings } = viewBar(fixture('bar-p05'));
    expect(findings).toEqual([]);
    expect(view.patient).toMatchObject({
      names: [{ family: 'TEST+PATIENT', given: 'ALPHA' }],
      account: { id: 'ACCT001' },
    });
    expect(view.visits).toMatchObject([
      { patientClass: 'I', diagnoses: [{ diagnosis: { code: 'M16.11' } }], procedures: [{}] },
    ]);
  });

  it('read orders with their charges', () => {
    const { view, findings } = viewOrm(fixture('orm-o01'));
    expect(findings).toEqual([]);
    expect(view.orders).toMatchObject([
      {
        control: 'NW',
        fillerOrder: { id: 'FORD1' },
        observation: { service: { code: '80053' } },
        transactions: [{ extendedAmount: { text: '55.00' } }],
      },
      { control: 'CA', observation: null, transactions: [] },
    ]);
  });

  it('read an acknowledgment', () => {
    const { view, findings } = viewAck(fixture('ack-ae'));
    expect(findings).toEqual([]);
    expect(view).toMatchObject({
      accepted: false,
      acknowledgment: { controlId: 'DFT0001' },
      errors: [{ code: { code: '102' } }],
    });
  });

  it('are chosen by MSH-9', () => {
    expect(viewMessage(fixture('siu-s12'))?.type).toBe('SIU');
    expect(messageTypeOf(fixture('dft-p03'))).toEqual({ code: 'DFT', trigger: 'P03' });
    expect(viewMessage(message(Buffer.from('MSH|^~\\&|A||||||ORU^R01|1|P|2.5\r')))).toBeNull();
  });
});
