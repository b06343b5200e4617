/**
 * Goal: a file is recognised by its bytes, never by its name.
 * Method: the first lines of every format, plain and disguised, and things that only look like them.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectFormat } from './detect';

const detect = (text: string) => detectFormat(Buffer.from(text, 'latin1'));
const ISA =
  'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0900*^*00501*000000001*0*T*:~';
const GS = 'GS*HP*A*B*20260105*0900*1*X*005010X221A1~';

describe('detectFormat', () => {
  it.each([
    ['x12-835', '005010X221A1', `${ISA}${GS}ST*835*0001~`],
    ['x12-835', '005010X221A1', `Dear partner,\n\n${ISA}${GS}ST*835*0001~`],
    ['x12-835', '005010X221A1', `\u00ef\u00bb\u00bf\r\n${ISA.replaceAll('*', '|')}${GS.replaceAll('*', '|')}ST|835|1~`],
    ['x12-835', '005010X221A1', `${ISA}${GS}`],
    ['x12-835', '', 'ST*835*0001~BPR*I*1~'],
    ['x12-835', '005010X221A1', `${ISA}${GS.replace('GS', 'gs')}st*835*0001~`],
    ['x12-277', '', `${ISA}ST*277*0001~`],
    ['x12-ta1', 'interchange acknowledgment', `${ISA}TA1*000000001*260105*0900*A*000~IEA*0*000000001~`],
    ['x12-unknown', 'an interchange without a transaction set', ISA],
    ['hl7v2', 'ADT^A01', 'MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\rPID|1\r'],
    ['hl7v2', 'DFT^P03', '\u000bMSH|^~\\&|A|B|C|D|20260101||DFT^P03|1|P|2.5\r'],
    ['hl7v2', 'batch', 'FHS|^~\\&|A\rBHS|^~\\&|B\r'],
    ['hl7v2', 'without message header', 'PID|1||MRN1^^^H||DOE^A\r'],
    ['fhir', 'Bundle', '{\n  "resourceType" : "Bundle", "entry": []}'],
    ['unknown', 'JSON without a FHIR resourceType', '{"a": 1}'],
    ['json', 'refund-request', '{"requestId":"RQ-1","requestedBy":"wholt","amount":"12.00"}'],
    ['json', 'refund-request', '{ "batch": {"id":"B1"}, "requests": [ {"requestId":"RQ-1","action":"cancel"} ] }'],
    ['json', 'payment-status', '{"events":[{"seq":1,"invoice":"RQ-1","externalId":"TO-1","status":"issued"}]}'],
    ['json', 'payment-status', '{"events": []}'],
    ['unknown', 'JSON without a FHIR resourceType', '{"events":[{"id":1}]}'],
    ['csv', 'refund-request', 'request_id,Requested By,Payee Name,amount\nRQ-1,wholt,A DOE,12.00\n'],
    ['csv', 'refund-request', 'requestId;requestedBy;payeeName;amount\r\n'],
    ['bai2', 'BAI2', '01,122099999,123456789,260105,0900,1,80,1,2/\n02,'],
    [
      'nacha',
      'NACHA',
      '101 121000248 0210000212601050900A094101BANK                   PAYER                          \n',
    ],
    ['nacha', 'NACHA without file header', `5200SAMPLE PAYER${' '.repeat(24)}123456789 CCDPAYMENT${' '.repeat(30)}\n`],
    ['lockbox', 'BAI lockbox', '100SAMPLEBANK 1234567890260105090000000000\n2'],
    [
      'camt',
      'camt.053.001.08',
      '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">',
    ],
    ['camt', 'without a namespace', '<?xml version="1.0"?><Document><BkToCstmrStmt><GrpHdr>'],
    ['unknown', 'XML that is not an ISO 20022 cash management message', '<html><body>'],
    ['csv', 'comma-separated, 3 columns', 'date,account,amount\n2026-01-05,1,2.00\n'],
    ['csv', 'semicolon-separated, 2 columns', 'account;amount\r\n1;2,00\r\n'],
    ['csv', 'pipe-separated, 3 columns', 'a|b|c\n1|2|3\n'],
    ['csv', 'comma-separated, 3 columns', 'Date,Account no.,Amount (USD)\r\n'],
    ['unknown', 'no format this product reads', 'Hello, there'],
    ['unknown', 'no format this product reads', 'Dear team, hello\nthis is, a line\n'],
    ['unknown', 'no format this product reads', '00,0004,1/2/345,06/0321,2/\n'],
    ['unknown', 'no format this product reads', 'isa*00*a,b~gs*hp~\n'],
    ['bai2', 'BAI2', '01,,BANK,,,1,80,1,2/\n02,'],
    ['bai2', 'BAI2 without file header', '03,1234,USD,010,500,,/\n49,500,2/\n'],
    ['csv', 'comma-separated, 3 columns', '03,1234,USD\n03,1235,USD\n'],
    ['nacha', 'NACHA', `1 1 121000248${' '.repeat(81)}\n5200${' '.repeat(90)}\n`],
    ['nacha', 'NACHA without file header', `622121000248${' '.repeat(82)}\r\n8200${' '.repeat(90)}\r\n`],
    ['hl7v2', 'ADT^A01', 'From: desk\rMSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\r'],
    ['hl7v2', 'without message header', 'PID|1||77\rPV1|1|I\r'],
    ['empty', 'no bytes', ''],
    ['empty', 'blanks only', ' \r\n\0'],
    ['binary', 'ZIP archive; unpack it first', 'PK\u0003\u0004rest'],
    ['binary', 'UTF-16 text; convert it to UTF-8', '\u00ff\u00feI\0S\0A\0'],
    ['binary', 'control bytes that no text format has', '\u0001\u0002\u0003\u0004\u0005x'],
    ['unknown', 'no format this product reads', 'The ISA and GS of this file are missing.'],
  ])('%s (%s)', (format, detail, text) => {
    expect(detect(text)).toEqual({ format, detail });
  });

  it('answers for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(detectFormat(bytes).format).not.toBe('');
      }),
    );
  });
});
